import Foundation
import Recurrence
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ZoneDatabaseTests {
    private let zones = ZoneDatabase()

    @Test(
        "an unknown zone is answered with the nearest names",
        arguments: [
            ("Europe/Moskow", "did you mean \"Europe/Moscow\"?"),
            ("europe/moscow", "did you mean \"Europe/Moscow\"?"),
            ("Berlin", "did you mean \"Europe/Berlin\"?"),
            ("New York", "did you mean \"America/New_York\"?"),
            ("MSK", "did you mean \"Europe/Moscow\"?"), ("msk", "did you mean \"Europe/Moscow\"?"),
            ("PETT", "did you mean \"Asia/Kamchatka\"?"), ("MSX", "time zones are named like Europe/Moscow"),
            ("GMT+3", "time zones are named like Europe/Moscow"), ("Factory", "time zones are named like Europe/Moscow"),
            ("Middle-earth/The_Shire", "time zones are named like Europe/Moscow"),
        ])
    func hints(name: String, hint: String) {
        let failure = #expect(throws: ZoneFailure.self) { try zones.zone(name) }
        #expect(failure?.code == .unknown)
        #expect(failure?.message == "unknown time zone \"\(name)\"")
        #expect(failure?.hint == hint)
    }

    @Test(
        "a name cannot lead out of the folder or to what is no zone",
        arguments: [
            "../../../etc/passwd", "Europe/../Europe/Moscow", "/Europe/Moscow", "Europe//Moscow", "Europe/", "", ".", "right/Europe/Moscow",
            "posixrules", "localtime", "zone.tab", "Europe", "Europe/Moscow\0", "Европа/Москва",
        ])
    func refusesPaths(name: String) {
        #expect(throws: ZoneFailure.self) { try zones.zone(name) }
    }

    @Test("the release of the zone data is known where the folder says it")
    func version() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = ZoneDatabase(path: folder.path)
        #expect(database.version == nil)
        try Data("2031c\n".utf8).write(to: folder.appending(path: "+VERSION"))
        #expect(database.version == "2031c")
        try Data("# version 2031d\n# more\n".utf8).write(to: folder.appending(path: "tzdata.zi"))
        #expect(database.version == "2031d")
    }

    @Test("a damaged file and an empty folder are told apart from an unknown zone")
    func damaged() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID())")
        try FileManager.default.createDirectory(at: folder.appending(path: "Europe"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = ZoneDatabase(path: folder.path)
        let missing = #expect(throws: ZoneFailure.self) { try database.zone("Europe/Moscow") }
        #expect(missing?.code == .noDatabase)
        try Data("TZif2".utf8).write(to: folder.appending(path: "Europe/Moscow"))
        let failure = #expect(throws: ZoneFailure.self) { try database.zone("Europe/Moscow") }
        #expect(failure?.code == .damaged)
        #expect(failure?.cause?.code == .truncated)
        #expect(
            failure?.message
                == "the file of time zone \"Europe/Moscow\" is damaged: it is cut off: the header should have 44 bytes from byte 0 on, the file has 5"
        )
    }

    @Test("a zone is kept after the first reading")
    func caches() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // The system's entry may be a link to another one.
        try Data(contentsOf: URL(filePath: "\(ZoneDatabase.systemPath)/UTC")).write(to: folder.appending(path: "UTC"))
        let database = ZoneDatabase(path: folder.path)
        #expect(database.names == ["UTC"])
        let zone = try database.zone("UTC")
        try FileManager.default.removeItem(atPath: "\(folder.path)/UTC")
        #expect(try database.zone("UTC") == zone)
    }
}
