package import Foundation
import LivedigitalAPI

/// The natural key of a run: `job@instant`, `job@always` for the permanent form, `job@shared` for the playback that the autowebinars of a job share, or
/// `job@evt_…` where an event began it; one that comes back after it was cancelled appends `.2`.
package enum RunKey {
    package static func make(job: String, startsAt: Date?, generation: Int = 1) -> String {
        let key = "\(prefix(of: job))\(startsAt.map(WireDate.format) ?? "always")"
        return generation == 1 ? key : "\(key).\(generation)"
    }

    /// The key of the run of a job that an event began: one for each event.
    static func make(job: String, event: Event) -> String { "\(prefix(of: job))\(event.id)" }
    /// The key of the run that makes the playback which the autowebinars of a job share.
    package static func shared(job: String, generation: Int = 1) -> String {
        let key = "\(prefix(of: job))shared"
        return generation == 1 ? key : "\(key).\(generation)"
    }

    /// Whether it is such a key.
    package static func isShared(_ key: String) -> Bool { occurrence(of: key) == shared(job: job(of: key)) }

    /// What the keys of a job's runs begin with.
    package static func prefix(of job: String) -> String { "\(job)@" }

    /// The key of the first run of the same occurrence, with which the keys of all its runs begin.
    package static func occurrence(of key: String) -> String {
        guard let point = key.lastIndex(of: "."), key[key.index(after: point)...].allSatisfy(\.isNumber) else { return key }
        return String(key[..<point])
    }

    /// Which run of its occurrence a key names, from 1 on.
    package static func generation(of key: String) -> Int { Int(key.dropFirst(occurrence(of: key).count + 1)) ?? 1 }

    /// The key of a run that collects the analytics of a permanent autowebinar from an instant on.
    static func part(of permanent: String, from: Date) -> String { "\(parts(of: permanent))\(WireDate.format(from))" }

    /// What the keys of such runs begin with.
    static func parts(of permanent: String) -> String { "\(permanent)/" }

    /// The run that such a run belongs to; any other key as it is.
    package static func whole(_ key: String) -> String { String(key.prefix { $0 != "/" }) }

    /// The job's name in a key.
    package static func job(of key: String) -> String { String(key.prefix { $0 != "@" }) }

    /// What stands in the place of a job in the keys of runs that a command made.
    package static let commandName = "command"

    /// The key of a run that a command made: `command@` and a ULID, so that keys sort by their instants.
    static func command(at now: Date, using random: inout some RandomNumberGenerator) -> String {
        let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        let milliseconds = UInt64(max(0, WireDate.milliseconds(of: now)))
        let time = stride(from: 45, through: 0, by: -5).map { digits[Int(milliseconds >> UInt64($0) & 31)] }
        return prefix(of: commandName) + String(time + (0..<16).map { _ in digits[Int.random(in: 0..<32, using: &random)] })
    }
}
