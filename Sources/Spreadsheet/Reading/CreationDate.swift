import Foundation

/// When the document was created: reads `docProps/core.xml`.
final class CreationDate: XMLPart {
    private var text: String?
    private var isInside = false

    /// The instant; nil where the file does not say it in a form that can be read.
    var date: Date? { text.flatMap { try? Date($0.trimmingCharacters(in: .whitespacesAndNewlines), strategy: .iso8601) } }

    func start(_ element: String, _ attributes: [String: String]) {
        isInside = element == "created"
        if isInside { text = "" }
    }

    func text(_ text: String) {
        if isInside { self.text?.append(text) }
    }

    func end(_ element: String) {
        isInside = false
    }
}
