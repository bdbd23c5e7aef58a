import Foundation
import Synchronization

/// The time zones of this machine: a folder of time zone files named after their zones. A zone is read once and kept, so a newer release of
/// the files is seen after a restart.
package final class ZoneDatabase: Sendable {
    /// Where Linux distributions keep the zones.
    package static let systemPath = "/usr/share/zoneinfo"

    /// The folder in use.
    package let path: String
    private let zones = Mutex<[String: Zone]>([:])

    /// Reads nothing yet; a folder that is not there shows itself at the first zone.
    package init(path: String = ZoneDatabase.systemPath) {
        self.path = path
    }

    /// The zone of that exact name. Throws when there is none (with the nearest names as hint) or its file is damaged.
    package func zone(_ name: String) throws(ZoneFailure) -> Zone {
        if let known = zones.withLock({ $0[name] }) { return known }
        guard Self.isZoneName(name), let data = FileManager.default.contents(atPath: "\(path)/\(name)"), Self.isTimeZoneFile(data) else {
            throw unknown(name)
        }
        do {
            let zone = Zone(name: name, file: try TimeZoneFile(data))
            zones.withLock { $0[name] = zone }
            return zone
        } catch {
            throw ZoneFailure(
                code: .damaged, message: "the file of time zone \"\(name)\" is damaged: \(error.message)",
                hint: "install the package tzdata again", cause: error)
        }
    }

    /// All names, sorted. Reads the folder each time.
    package var names: [String] {
        guard let paths = FileManager.default.enumerator(atPath: path) else { return [] }
        return paths.compactMap { $0 as? String }.filter { name in
            guard Self.isZoneName(name), let file = FileHandle(forReadingAtPath: "\(path)/\(name)") else { return false }
            defer { try? file.close() }
            return (try? file.read(upToCount: 4)).map(Self.isTimeZoneFile) ?? false
        }.sorted()
    }

    /// The release of the zone data, such as `2025b`; nil where the folder does not say.
    package var version: String? {
        func firstLine(_ file: String) -> String? {
            guard let handle = FileHandle(forReadingAtPath: "\(path)/\(file)") else { return nil }
            defer { try? handle.close() }
            let start = String(decoding: (try? handle.read(upToCount: 64)) ?? Data(), as: UTF8.self)
            return start.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init)
        }
        if let line = firstLine("tzdata.zi"), line.hasPrefix("# version ") { return String(line.dropFirst("# version ".count)) }
        return firstLine("+VERSION").flatMap { $0.isEmpty ? nil : $0 }
    }

    private func unknown(_ name: String) -> ZoneFailure {
        let known = names
        guard !known.isEmpty else {
            return ZoneFailure(code: .noDatabase, message: "there are no time zones in \(path)", hint: "install the package tzdata")
        }
        // The zone Etc/GMT+3 is three hours behind UTC, not ahead as whoever writes GMT+3 means.
        let places = known.filter { !$0.hasPrefix("Etc/GMT") }
        // People often write the city alone, or what they call its time.
        let byCity = places.filter { $0.split(separator: "/").last?.lowercased() == name.lowercased().replacing(" ", with: "_") }
        let byAbbreviation = Self.russian[name.uppercased()].map { [$0] } ?? []
        let direct = byAbbreviation.isEmpty ? Array(byCity.prefix(3)) : byAbbreviation
        // Names without a region are abbreviations, of which a near one may lie on the other side of the world.
        let nearest = direct.isEmpty ? Spelling.nearest(to: name, in: places.filter { $0.contains("/") }) : direct
        return ZoneFailure(
            code: .unknown, message: "unknown time zone \"\(name.prefix(60))\"",
            hint: nearest.isEmpty ? "time zones are named like Europe/Moscow" : Spelling.question(nearest))
    }

    /// What the times of Russia are called there; IANA has no zones of these names.
    private static let russian = [
        "MSK": "Europe/Moscow", "SAMT": "Europe/Samara", "YEKT": "Asia/Yekaterinburg", "OMST": "Asia/Omsk", "NOVT": "Asia/Novosibirsk",
        "KRAT": "Asia/Krasnoyarsk", "IRKT": "Asia/Irkutsk", "YAKT": "Asia/Yakutsk", "VLAT": "Asia/Vladivostok", "MAGT": "Asia/Magadan",
        "PETT": "Asia/Kamchatka",
    ]

    /// IANA names begin with a capital letter and have no points, which also keeps them inside the folder and off its tables. `Factory` says that
    /// no zone was ever chosen.
    private static func isZoneName(_ name: String) -> Bool {
        guard name != "Factory", let first = name.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first), name.utf8.count <= 64 else {
            return false
        }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
        }
    }

    private static func isTimeZoneFile(_ data: Data) -> Bool { data.starts(with: "TZif".utf8) }
}

/// Why a zone cannot be had.
package struct ZoneFailure: Error, Sendable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// There is no zone of that name.
        case unknown
        /// Its file cannot be read as a time zone.
        case damaged
        /// The folder has no zones at all.
        case noDatabase
    }

    package var code: Code
    /// One sentence without a full stop.
    package var message: String
    /// How to mend it.
    package var hint: String
    /// What is wrong with the file, where it is damaged.
    package var cause: TimeZoneFileFailure?
}
