import Orchestration

/// A change set as people read it at a glance.
struct ChangeSetText {
    private let set: ChangeSet

    init(_ set: ChangeSet) {
        self.set = set
    }

    var lines: [String] {
        guard !set.isEmpty else { return ["Nothing differs: \(set.unchanged.counted("job is as its file says", "jobs are as their files say"))."] }
        func count(_ kind: ChangeSet.Change.Kind) -> Int { set.changes.count { $0.kind == kind } }
        let summary = "\(count(.create)) to create, \(count(.update)) to change, \(count(.remove)) to remove, \(set.unchanged) unchanged."
        return set.changes.flatMap(lines) + [summary]
    }

    private func lines(_ change: ChangeSet.Change) -> [String] {
        let sign = ["create": "+", "update": "~", "remove": "-"][change.kind.rawValue] ?? "?"
        var lines = ["\(sign) \(change.name)\(change.file.map { " (\($0))" } ?? "")"]
        lines += change.differences.map { difference in
            let (old, new) = Self.short(difference.old ?? "nothing", difference.new ?? "nothing")
            return "    \(difference.path): \(old) → \(new)"
        }
        if !change.cancelled.isEmpty { lines.append("    cancels \(Self.runs(change.cancelled))") }
        if !change.amended.isEmpty { lines.append("    changes \(Self.runs(change.amended))") }
        if !change.amended.isEmpty, change.differences.contains(where: { $0.path == "title" }) {
            lines.append("    events that are made already keep their name and their link: livedigital cannot rename one")
        }
        if change.kind != .remove {
            let next = change.next.map { $0.local.map { "\($0)" } ?? "always open" }
            let zone = change.next.first.map { " \($0.timezone)" } ?? ""
            let none = change.job?.schedule == nil ? "no date; started by hand" : "no date is left"
            let undated = change.job?.trigger.map { "on \($0.event.rawValue)" } ?? none
            let opening = next.isEmpty ? nil : change.job?.trigger.map { ", from the first \($0.event.rawValue) on" }
            lines.append("    next: \(next.isEmpty ? undated : next.joined(separator: ", ") + zone + (opening ?? ""))")
        }
        return lines
    }

    private static func runs(_ keys: [String]) -> String {
        "\(keys.count.counted("run")): \(keys.few)"
    }

    /// How long a value may be to be shown whole, and how much of what is the same is shown around a difference.
    private static let (longest, context) = (60, 16)

    /// Two values, cut to where they differ if they are long.
    private static func short(_ old: String, _ new: String) -> (String, String) {
        guard max(old.count, new.count) > longest else { return (old, new) }
        let start = zip(old, new).prefix { $0 == $1 }.count
        let room = min(old.count, new.count) - start
        let end = zip(old.reversed(), new.reversed()).prefix(room).prefix { $0 == $1 }.count
        func cut(_ value: String) -> String {
            let (from, behind) = (max(0, start - context), max(0, end - context))
            let part = value.dropFirst(from).dropLast(behind)
            let shown = part.prefix(longest)
            return (from > 0 ? "…" : "") + shown + (behind > 0 || shown.count < part.count ? "…" : "")
        }
        return (cut(old), cut(new))
    }
}

/// A change set as programs read it.
struct ChangeSetItem: Encodable {
    struct Change: Encodable {
        var kind: String
        var name: String
        var file: String?
        var differences: [ChangeSet.Difference]
        var cancelled: [String]
        var amended: [String]
        var next: [OccurrenceView]
    }

    var changes: [Change]
    var unchanged: Int

    init(_ set: ChangeSet) {
        changes = set.changes.map { change in
            Change(
                kind: change.kind.rawValue, name: change.name, file: change.file, differences: change.differences, cancelled: change.cancelled,
                amended: change.amended, next: change.next.map(OccurrenceView.init))
        }
        unchanged = set.unchanged
    }
}
