import Foundation

/// The names of the IANA time zone database, as installed on this system.
enum TimeZoneNames {
    /// True for a zone's name in its exact spelling. Abbreviations such as `MSK` and offsets such as `GMT+3` are none.
    static func contains(_ name: String) -> Bool {
        guard name.wholeMatch(of: /[A-Z][A-Za-z]+([\/_+\-][A-Za-z0-9]+)*/) != nil, name != "Factory",
            let file = FileHandle(forReadingAtPath: "/usr/share/zoneinfo/" + name)
        else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: 4)) == Data("TZif".utf8)
    }
}
