extension [String] {
    /// The first five, and how many more there are.
    package var few: String { prefix(5).joined(separator: ", ") + (count > 5 ? " and \(count - 5) more" : "") }
}
