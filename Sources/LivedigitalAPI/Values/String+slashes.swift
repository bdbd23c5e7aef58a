extension String {
    /// An address without the slashes at its end, so that a path can follow it.
    package var withoutLastSlashes: String {
        var text = self
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
