import Foundation
import FoundationXML

/// Drives the XML parser over one entry of the archive and hands the elements of the workbook's own namespaces to a part.
final class XMLPartReader: NSObject, XMLParserDelegate {
    /// Spreadsheets (transitional, strict), relationships and document properties. A file without namespaces is taken as well.
    private static let namespaces: Set<String> = [
        "", "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/relationships", "http://purl.org/dc/terms/",
    ]

    /// Real files stay below twenty. The parser itself would follow a hostile one down, at the price of gigabytes.
    private static let deepestNesting = 100

    private let path: String
    private let part: any XMLPart
    private var failure: (any Error)?
    /// The namespace of the element before: nearly always the next one's too, and comparing is cheaper than hashing.
    private var latest = ""
    private var openElements = 0
    private var hasRoot = false

    private init(part: any XMLPart, path: String) {
        self.path = path
        self.part = part
    }

    /// Reads the entry to its end; also its checksum is compared then. Throws what the part throws.
    static func read(_ stream: ZipEntryStream, of path: String, into part: any XMLPart) throws {
        let reader = XMLPartReader(part: part, path: path)
        let parser = XMLParser(stream: stream)
        parser.shouldProcessNamespaces = true
        parser.shouldResolveExternalEntities = false
        parser.externalEntityResolvingPolicy = .never
        parser.delegate = reader
        // The parser calls a document that ends inside of an element, or that is empty, a success.
        let isComplete = parser.parse() && reader.hasRoot && reader.openElements == 0
        if let failure = reader.failure ?? stream.failure { throw failure }
        guard isComplete else { throw damaged(path, "\(stream.name), line \(parser.lineNumber), is not well-formed XML", cause: parser.parserError) }
    }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        hasRoot = true
        openElements += 1
        guard failure == nil else { return }
        guard openElements <= Self.deepestNesting else {
            attempt(parser) { throw damaged(path, "its elements are nested more than \(Self.deepestNesting) deep") }
            return
        }
        guard isOurs(namespaceURI) else { return }
        attempt(parser) { try part.start(elementName, attributes) }
    }

    func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
        openElements -= 1
        guard failure == nil, isOurs(namespaceURI) else { return }
        attempt(parser) { try part.end(elementName) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        guard failure == nil else { return }
        attempt(parser) { try part.text(string) }
    }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        guard failure == nil else { return }
        attempt(parser) { try part.text(String(decoding: block, as: UTF8.self)) }
    }

    private func isOurs(_ namespace: String?) -> Bool {
        guard let namespace, namespace != latest else { return true }
        guard Self.namespaces.contains(namespace) else { return false }
        latest = namespace
        return true
    }

    private func attempt(_ parser: XMLParser, _ work: () throws -> Void) {
        do {
            try work()
        } catch {
            failure = error
            parser.abortParsing()
        }
    }
}
