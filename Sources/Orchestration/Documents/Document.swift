package import Foundation

/// Reads one YAML document into a value, or says all that is wrong with it.
package enum Document {
    /// The size of the largest file that is read.
    package static let maximumSize = 1_048_576

    /// Reads a file and decodes it. A file that cannot be read is a diagnostic, too.
    package static func read<Value>(path: String, _ decode: (DocumentValue) -> Value?) throws(DiagnosticList) -> Value {
        try self.decode(contents(of: path), file: path, decode)
    }

    /// Decodes the bytes of a document. `file` stands in the diagnostics.
    /// `decode` returns nil after it has reported why; whatever was reported makes the whole fail.
    package static func decode<Value>(_ data: Data, file: String, _ decode: (DocumentValue) -> Value?) throws(DiagnosticList) -> Value {
        try self.decode(node(data, file: file), decode)
    }

    /// The bytes of a file, at most 1 MiB.
    static func contents(of path: String) throws(DiagnosticList) -> Data {
        func failure(_ problem: String, _ hint: String? = nil) -> DiagnosticList {
            DiagnosticList(Diagnostic(file: path, problem: problem, hint: hint))
        }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            guard access(path, F_OK) != 0, errno == EACCES else { throw failure("there is no such file") }
            throw failure("the file may not be looked at", "check the permissions of its folders")
        }
        guard !isDirectory.boolValue else { throw failure("this is a folder", "name a file in it") }
        var status = stat()
        // A pipe that nobody writes into would never end; those of a shell lie under /dev.
        guard path.hasPrefix("/dev/") || stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG else {
            throw failure("this is no ordinary file")
        }
        guard let handle = FileHandle(forReadingAtPath: path) else { throw failure("the file may not be read", "check its permissions") }
        defer { try? handle.close() }
        do {
            return try handle.read(upToCount: maximumSize + 1) ?? Data()
        } catch {
            throw failure("the file cannot be read: \(error.localizedDescription)")
        }
    }

    /// The tree of a document, with what was wrong with its form.
    ///
    /// - Parameter mayBeEmpty: whether nothing at all stands for a map without keys.
    static func node(_ data: Data, file: String, mayBeEmpty: Bool = false) throws(DiagnosticList) -> (DocumentNode, [Diagnostic]) {
        guard data.count <= maximumSize else {
            throw DiagnosticList(Diagnostic(file: file, problem: "the file is larger than 1 MiB", hint: "split it"))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            let valid = String(decoding: data, as: UTF8.self).unicodeScalars.prefix { $0 != "\u{FFFD}" }
            let line = valid.reduce(1) { $1 == "\n" ? $0 + 1 : $0 }
            let column = (valid.lastIndex(of: "\n").map { valid[valid.index(after: $0)...] } ?? valid).count + 1
            throw DiagnosticList(
                Diagnostic(file: file, line: line, column: column, problem: "the file is not UTF-8 text", hint: "save it with the encoding UTF-8"))
        }
        // A byte order mark is allowed and would shift the first column.
        let (node, diagnostics) = DocumentComposer.compose(text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text, file: file)
        if let node, case .nothing = node.content, mayBeEmpty { return (DocumentNode(content: .map([]), position: node.position), diagnostics) }
        if let node { return (node, diagnostics) }
        if mayBeEmpty, diagnostics.isEmpty { return (DocumentNode(content: .map([]), position: DocumentPosition(file: file)), []) }
        let empty = Diagnostic(file: file, line: 1, column: 1, problem: "the file is empty")
        throw DiagnosticList(diagnostics.first ?? empty, Array(diagnostics.dropFirst()))
    }

    static func decode<Value>(_ document: (DocumentNode, [Diagnostic]), _ decode: (DocumentValue) -> Value?) throws(DiagnosticList) -> Value {
        let (value, mistakes) = examine(document, decode)
        if let mistakes { throw mistakes }
        guard let value else { throw DiagnosticList(Diagnostic(at: document.0.position, problem: "the document cannot be read")) }
        return value
    }

    /// What can be read of a document in spite of its mistakes, and these; nil where there is none.
    static func examine<Value>(_ document: (DocumentNode, [Diagnostic]), _ decode: (DocumentValue) -> Value?) -> (Value?, DiagnosticList?) {
        let collector = DiagnosticCollector(document.1)
        let value = decode(DocumentValue(node: document.0, path: "", position: document.0.position, collector: collector))
        return (value, collector.diagnostics.first.map { DiagnosticList($0, Array(collector.diagnostics.dropFirst())) })
    }
}

/// Gathers the diagnostics of one document. Lives within one call of ``Document/decode(_:file:_:)``.
final class DiagnosticCollector {
    private(set) var diagnostics: [Diagnostic]

    init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
    }

    func append(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
}
