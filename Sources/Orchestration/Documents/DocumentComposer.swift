import Yams

/// Turns the text of one YAML document into a tree, within bounds: 100,000 nodes after all aliases are written out, 32 levels deep.
struct DocumentComposer {
    static let maximumNodes = 100_000
    static let maximumDepth = 32

    let file: String
    private var remainingNodes = Self.maximumNodes
    /// Keys that are given again later in the same map, by their position.
    private var repeatedKeys: [DocumentPosition: String] = [:]
    private var diagnostics: [Diagnostic] = []

    /// Duplicate keys do not end the reading, everything else that the parser refuses does. An empty document is nil without a diagnostic.
    static func compose(_ text: String, file: String) -> (node: DocumentNode?, diagnostics: [Diagnostic]) {
        var composer = DocumentComposer(file: file)
        let node = composer.parse(text).flatMap { composer.convert($0, path: "", depth: 0) }
        return (node, composer.diagnostics)
    }

    private init(file: String) {
        self.file = file
    }

    private mutating func parse(_ text: String) -> Node? {
        guard !Self.mayExplode(text) else {
            report(nil, "too many aliases for a document of this size", "write the values out instead of *aliases")
            return nil
        }
        var text = text
        while true {
            do {
                // No resolver rules: every scalar stays the text that it is.
                return try Yams.compose(yaml: text, .basic, .default, .utf8)
            } catch YamlError.duplicatedKeysInMapping(let names, let context) {
                // The parser stops at a repeated key. Its first occurrence is made another key of the same length, and all is read again.
                let number = repeatedKeys.count
                guard number < DiagnosticList.limit, let name = Self.name(names, at: context.mark, in: text),
                    let masked = Self.mask(name, at: context.mark, in: text, number: number)
                else {
                    report(context.mark, "the key \(names.map { "\"\($0)\"" }.joined(separator: ", ")) is given more than once", "keep one of them")
                    return nil
                }
                repeatedKeys[position(context.mark)] = name
                text = masked
            } catch {
                report(error)
                return nil
            }
        }
    }

    private mutating func convert(_ node: Node, path: String, depth: Int) -> DocumentNode? {
        remainingNodes -= 1
        guard remainingNodes >= 0, depth <= Self.maximumDepth else {
            // Reported once: the second failure finds the first one's report.
            if diagnostics.last?.problem.hasPrefix("the document is too") != true {
                let problem = depth > Self.maximumDepth ? "deep, at most \(Self.maximumDepth) levels" : "large, at most \(Self.maximumNodes) values"
                report(node.mark, "the document is too \(problem) are read", nil)
            }
            return nil
        }
        let position = position(node.mark)
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain
            return isPlain ? .plain(scalar.string, at: position) : DocumentNode(content: .scalar(scalar.string, isPlain: false), position: position)
        case .sequence(let sequence):
            var items: [DocumentNode] = []
            for (index, item) in sequence.enumerated() {
                guard let item = convert(item, path: "\(path)[\(index)]", depth: depth + 1) else { return nil }
                items.append(item)
            }
            return DocumentNode(content: .list(items), position: position)
        case .mapping(let mapping):
            var entries: [DocumentNode.Entry] = []
            var earlier: Set<String> = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else {
                    report(key.mark, "a key must be a plain text", nil)
                    return nil
                }
                let keyPosition = self.position(key.mark)
                let masked = repeatedKeys[keyPosition]
                let text = masked ?? name.string
                let path = path.isEmpty ? text : "\(path).\(text)"
                // Told where it is repeated, not where it stands first.
                if earlier.contains(text) { report(key.mark, "the key \"\(text)\" is given more than once", "keep one of them", path: path) }
                guard masked == nil else {
                    earlier.insert(text)
                    continue
                }
                guard let value = convert(value, path: path, depth: depth + 1) else { return nil }
                entries.append(.init(key: name.string, keyPosition: keyPosition, value: value))
            }
            return DocumentNode(content: .map(entries), position: position)
        case .alias:
            report(node.mark, "an alias has no value", nil)
            return nil
        }
    }

    private mutating func report(_ error: any Error) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
            let reason = context.map { "\(problem) (\($0.text) at line \($0.mark.line))" } ?? problem
            report(mark, "not valid YAML: \(reason)", "check the indentation, quotes and colons there")
        case .composer(_, let problem, let mark, _) where problem.contains("another document"):
            report(mark, "the file has several documents", "keep one document per file, without a second \"---\"")
        case .composer(_, let problem, let mark, _):
            report(mark, "not valid YAML: \(problem)", nil)
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0)
            let line = before.reduce(1) { $1.isNewline ? $0 + 1 : $0 }
            let column = (before.lastIndex(where: \.isNewline).map { before[before.index(after: $0)...] } ?? before).unicodeScalars.count + 1
            diagnostics.append(Diagnostic(file: file, line: line, column: column, problem: "not valid YAML: \(problem)"))
        default:
            report(nil, "not valid YAML: \(error)", nil)
        }
    }

    private mutating func report(_ mark: Mark?, _ problem: String, _ hint: String?, path: String = "") {
        diagnostics.append(Diagnostic(at: position(mark), path: path, problem: problem, hint: hint))
    }

    private func position(_ mark: Mark?) -> DocumentPosition {
        DocumentPosition(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}
