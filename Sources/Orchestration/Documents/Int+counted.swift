extension Int {
    /// The number with what is counted: `1 job`, `0 jobs`.
    ///
    /// - Parameter many: nil adds an s.
    package func counted(_ one: String, _ many: String? = nil) -> String { "\(self) \(self == 1 ? one : many ?? "\(one)s")" }
}
