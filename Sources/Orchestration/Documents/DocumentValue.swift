import Recurrence

/// One value of a document, to be read as what it should be. Every reader returns nil after it has reported why.
package struct DocumentValue {
    let node: DocumentNode
    /// From the top of the document: `schedule.dates[2]`.
    package let path: String
    /// The position of the key, or of the item in its list.
    package let position: DocumentPosition
    let collector: DiagnosticCollector

    /// Adds a mistake at this value.
    package func report(_ problem: String, hint: String? = nil) {
        collector.append(Diagnostic(at: position, path: path, problem: problem, hint: hint))
    }

    /// Adds a mistake at this value when `isMistake`; returns whether it was none.
    package func check(_ isRight: Bool, _ problem: @autoclosure () -> String, hint: String? = nil) -> Bool {
        if !isRight { report(problem(), hint: hint) }
        return isRight
    }

    /// Adds that something else was expected, such as `a duration such as 30m`.
    func reportExpected(_ expected: String, hint: String? = nil) {
        report("expected \(expected), found \(node.summary)", hint: hint)
    }

    /// Whether the value is empty or `null`.
    package var isNothing: Bool {
        if case .nothing = node.content { true } else { false }
    }

    /// Whether the value is a list.
    package var isList: Bool {
        if case .list = node.content { true } else { false }
    }

    /// The items of a list; those that cannot be read are left out after they were reported.
    package func list<Item>(_ expected: String = "a list", maximum: Int = .max, _ read: (DocumentValue) -> Item?) -> [Item]? {
        guard case .list(let items) = node.content else {
            reportExpected(expected)
            return nil
        }
        guard check(items.count <= maximum, "the list has \(items.count) items, at most \(maximum) are allowed") else { return nil }
        return self.items.compactMap(read)
    }

    /// The items of a list as values; empty for anything else.
    package var items: [DocumentValue] {
        guard case .list(let items) = node.content else { return [] }
        return items.enumerated().map { index, item in
            DocumentValue(node: item, path: "\(path)[\(index)]", position: item.position, collector: collector)
        }
    }

    /// One value of a map without looking at its other keys; nil where there is none.
    package func child(_ key: String) -> DocumentValue? {
        guard case .map(let entries) = node.content else { return nil }
        return entries.first { $0.key == key }.map(value)
    }

    /// All keys of a map with their values, in the order of the file; empty for anything else.
    package var children: [(key: String, value: DocumentValue)] {
        guard case .map(let entries) = node.content else { return [] }
        return entries.map { ($0.key, value(of: $0)) }
    }

    private func value(of entry: DocumentNode.Entry) -> DocumentValue {
        let path = path.isEmpty ? entry.key : "\(path).\(entry.key)"
        return DocumentValue(node: entry.value, path: path, position: entry.keyPosition, collector: collector)
    }

    /// The map with these keys. Any other key is reported, with the nearest known ones as hint; `unavailable` are keys of a later version.
    package func map(_ known: [String], unavailable: [String] = []) -> DocumentMap? {
        guard case .map(let entries) = node.content else {
            reportExpected("keys with values", hint: "known keys are \(known.joined(separator: ", "))")
            return nil
        }
        for (index, entry) in entries.enumerated() where !known.contains(entry.key) {
            let (key, value) = (entry.key, value(of: entry))
            if unavailable.contains(key) {
                value.report("not available in this version", hint: "remove the key")
            } else {
                let nearest = Spelling.nearest(to: key, in: known + unavailable)
                let cut = Self.cutValue(entries[..<index], before: entry, known: known)
                let hint =
                    cut.map { "a comma ends a value inside braces; put that of \($0) in quotes" } ?? "known keys are \(known.joined(separator: ", "))"
                value.report("unknown key", hint: nearest.isEmpty ? hint : Spelling.question(nearest))
            }
        }
        return DocumentMap(value: self)
    }

    /// The key whose value a comma has ended, such as `rrule` of `{rrule: FREQ=WEEKLY;BYDAY=TU,TH}`, where `TH` is the entry; nil where it is none such.
    private static func cutValue(_ before: ArraySlice<DocumentNode.Entry>, before entry: DocumentNode.Entry, known: [String]) -> String? {
        guard case .nothing = entry.value.content, let line = entry.keyPosition.line, let cut = before.last(where: { known.contains($0.key) }),
            case .scalar(_, isPlain: true) = cut.value.content, cut.value.position.line == line
        else { return nil }
        return cut.key
    }
}

/// The keys of a map, which were checked to be known ones.
package struct DocumentMap {
    /// The map itself, for its position.
    package let value: DocumentValue

    /// Reads a key that must be there. A missing one is reported at the map.
    package func required<Value>(_ key: String, _ read: (DocumentValue) -> Value?) -> Value? {
        guard let child = value.child(key) else {
            let path = value.path.isEmpty ? key : "\(value.path).\(key)"
            value.collector.append(Diagnostic(at: value.position, path: path, problem: "the key is missing", hint: "add \"\(key): …\""))
            return nil
        }
        return read(child)
    }

    /// Reads a key that may be left out or empty: then nil without a report.
    package func optional<Value>(_ key: String, _ read: (DocumentValue) -> Value?) -> Value? { child(key).flatMap(read) }

    /// The value of a key; nil when it is left out or empty.
    package func child(_ key: String) -> DocumentValue? { value.child(key).flatMap { $0.isNothing ? nil : $0 } }
}
