package import Foundation

/// What applying job files would change, as a value that can be saved and carried out later exactly as it was shown.
package struct ChangeSet: Codable, Sendable, Equatable {
    /// One job that differs.
    package struct Change: Codable, Sendable, Equatable {
        package enum Kind: String, Codable, Sendable {
            case create, update, remove
        }

        package var kind: Kind
        package var name: String
        /// The file of the job, as the path was given; nil for a removal.
        package var file: String?
        /// The folder from which that path leads.
        var folder: String?
        /// The job as it shall be; nil for a removal.
        package var job: Job?
        /// What differs, of an update.
        package var differences: [Difference]
        /// Upcoming runs that do not belong any more, by their keys.
        package var cancelled: [String]
        /// Upcoming runs that stay and take the new title, record or analytics over.
        package var amended: [String]
        /// The next occurrences of the job as it shall be.
        package var next: [Occurrence]

        /// The job was written otherwise than by a file: it keeps the one that it had before, if any.
        package mutating func comes(from former: StoredJob?) { (file, folder) = (former?.file, former?.folder) }

        /// Only where the file lies differs: nothing is decided anew for that.
        package var isOfFileAlone: Bool { kind == .update && !differences.isEmpty && differences.allSatisfy { $0.path == Difference.file } }
    }

    /// A member of a job that is written otherwise than stored.
    package struct Difference: Codable, Sendable, Equatable {
        /// From the top of the job: `schedule.rrule`.
        package var path: String
        /// As JSON; nil where there was none.
        package var old: String?
        package var new: String?
    }

    /// Says what the bytes of a saved plan are.
    package static let formatName = "autowebinar-plan-1"

    package var format = ChangeSet.formatName
    /// When it was worked out.
    package var plannedAt: Date
    /// What the stored state was then; where it is another by the time of the application, nothing is applied.
    package var base: String
    package var changes: [Change]
    /// Jobs that are as their files say.
    package var unchanged: Int

    package var isEmpty: Bool { changes.isEmpty }

    /// The bytes to save: JSON with sorted members.
    package func saved() throws -> Data {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .millisecondsSince1970
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Reads saved bytes; nil where they are something else, such as a job file.
    package static func read(_ data: Data) -> ChangeSet? {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .millisecondsSince1970
        guard let set = try? decoder.decode(ChangeSet.self, from: data), set.format == formatName else { return nil }
        return set
    }
}

extension ChangeSet.Difference {
    /// The members in which two jobs differ, as job files name them, in order; behind them the holidays that both name and whose days differ.
    static func between(_ old: Job, _ new: Job) throws -> [ChangeSet.Difference] {
        let days = differences(try holidays(old), try holidays(new)).filter { $0.old != nil && $0.new != nil }
        return differences(members(try old.document()), members(try new.document())) + days
    }

    fileprivate static let file = "file"

    /// The job is described by another file.
    static func file(from old: String?, to new: String) -> ChangeSet.Difference {
        ChangeSet.Difference(path: file, old: old.map { text(.string($0)) }, new: text(.string(new)))
    }

    private static func differences(_ before: [String: String], _ after: [String: String]) -> [ChangeSet.Difference] {
        Set(before.keys).union(after.keys).sorted().compactMap { path in
            before[path] == after[path] ? nil : ChangeSet.Difference(path: path, old: before[path], new: after[path])
        }
    }

    private static func text(_ value: JSONValue) -> String { String(decoding: value.json, as: UTF8.self) }

    /// The innermost members of a job by their paths; lists count as one.
    private static func members(_ job: JSONValue) -> [String: String] {
        var found: [String: String] = [:]
        func visit(_ value: JSONValue, _ path: String) {
            if case .object(let members) = value, !members.isEmpty {
                for (key, member) in members { visit(member, path.isEmpty ? key : "\(path).\(key)") }
            } else {
                found[path] = text(value)
            }
        }
        visit(job, "")
        return found
    }

    /// The days of the holidays that a job names: a job file names them, and does not hold them.
    private static func holidays(_ job: Job) throws -> [String: String] {
        let stored = try JSONValue(json: job.snapshot())["schedule"]?["holidays"]
        guard case .array(let sets)? = stored else { return [:] }
        return sets.reduce(into: [:]) { days, set in days["holidays/\(set["name"]?.text ?? "")"] = text(set) }
    }
}
