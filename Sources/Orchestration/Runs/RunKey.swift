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

    /// The job's name in a key.
    package static func job(of key: String) -> String { String(key.prefix { $0 != "@" }) }
}
