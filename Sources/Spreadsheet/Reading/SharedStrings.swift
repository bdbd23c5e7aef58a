/// The common table of texts that cells point into: reads `sharedStrings.xml`.
final class SharedStrings: XMLPart {
    private(set) var texts: [String] = []
    private var runs = TextRuns()
    /// Bytes of the texts in the table.
    private var bytes = 0
    private let limits: ReadingLimits
    private let path: String

    init(limits: ReadingLimits, path: String) {
        self.limits = limits
        self.path = path
    }

    func start(_ element: String, _ attributes: [String: String]) {
        if element == "si" { runs = TextRuns() } else { runs.start(element, attributes) }
    }

    func text(_ text: String) throws {
        runs.append(text)
        guard bytes + runs.byteCount <= limits.textBytes else { throw limits.exceeded("bytes of text", limits.textBytes, in: place) }
    }

    func end(_ element: String) throws {
        guard element == "si" else { return runs.end(element) }
        guard texts.count < limits.sharedStrings else { throw limits.exceeded("texts", limits.sharedStrings, in: place) }
        texts.append(runs.text)
        bytes += runs.byteCount
    }

    private var place: String { "the table of texts of \(path)" }
}
