package import Foundation
import LivedigitalAPI

/// The natural key of a run: `job@instant`, or `job@always` for the permanent form; one that comes back after it was cancelled appends `.2`.
package enum RunKey {
    package static func make(job: String, startsAt: Date?, generation: Int = 1) -> String {
        let key = "\(prefix(of: job))\(startsAt.map(WireDate.format) ?? "always")"
        return generation == 1 ? key : "\(key).\(generation)"
    }

    /// What the keys of a job's runs begin with.
    package static func prefix(of job: String) -> String { "\(job)@" }

    /// The key of the first run of the same occurrence, with which the keys of all its runs begin.
    package static func occurrence(of key: String) -> String {
        guard let point = key.lastIndex(of: "."), key[key.index(after: point)...].allSatisfy(\.isNumber) else { return key }
        return String(key[..<point])
    }

    /// Which run of its occurrence a key names, from 1 on.
    package static func generation(of key: String) -> Int { Int(key.dropFirst(occurrence(of: key).count + 1)) ?? 1 }

    /// The job's name in a key.
    package static func job(of key: String) -> String { String(key.prefix { $0 != "@" }) }
}
