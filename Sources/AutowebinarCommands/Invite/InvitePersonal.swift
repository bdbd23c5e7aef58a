package import ArgumentParser
import DurableFlow
import Foundation
package import Orchestration

/// `autowebinar invite personal`.
package struct InvitePersonal: ActionCommand {
    package static let action = ActionDefinition.roomGenerateAccess
    package static let examples = """
        autowebinar invite personal --space Продажи --room Планёрка --username "Анна Иванова" --role user --ttl 7200
        autowebinar invite personal --space Продажи --room Планёрка --csv guests.csv --out links.csv
        autowebinar invite personal --space Продажи --room Планёрка --csv guests.csv --out links.csv --ttl 604800 --skip-bad-rows --json
        """

    @OptionGroup package var options: ActionOptions
    @Option(help: .of("space", Self.action)) var space: String?
    @Option(help: .of("room", Self.action)) var room: String?
    @Option(help: .of("username", Self.action)) var username: String?
    @Option(help: .of("role", Self.action)) var role: String?
    @Option(help: .of("externalUserId", Self.action)) var externalUserId: String?
    @Option(help: .of("externalMeetingId", Self.action)) var externalMeetingId: String?
    @Option(help: .of("ttl", Self.action)) var ttl: String?
    @Option(help: .of("isPermanent", Self.action)) var isPermanent: String?
    @Option(help: .of("email", Self.action)) var email: String?
    @Option(help: .of("phone", Self.action)) var phone: String?
    @Option(
        help: ArgumentHelp(
            "A list of guests, UTF-8 with a first line such as Имя,Почта,Роль: each gets a link, and the same one when the command is given again.",
            valueName: "file"))
    var csv: String?
    @Option(help: ArgumentHelp("With --csv: where the list goes with the links, readable by nobody else.", valueName: "file")) var out: String?
    @Flag(help: "With --csv: send the good rows although there are bad ones; else nothing is sent then.") var skipBadRows = false

    package init() {}

    package var members: [String: String?] {
        [
            "space": space, "room": room, "username": username, "role": role, "externalUserId": externalUserId,
            "externalMeetingId": externalMeetingId, "ttl": ttl, "isPermanent": isPermanent, "email": email, "phone": phone,
        ]
    }

    package func validate() throws {
        guard let csv else {
            if out != nil || skipBadRows { throw ValidationError("--out and --skip-bad-rows go with --csv.") }
            return
        }
        guard let out else { throw ValidationError("--csv needs --out FILE for the links.") }
        func place(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: out, isDirectory: &isFolder), isFolder.boolValue {
            throw ValidationError("--out is a folder; name a file in it.")
        }
        guard place(csv) != place(out) else { throw ValidationError("--out would replace the list of guests; name another file.") }
        for (option, value) in [("--username", username), ("--external-user-id", externalUserId), ("--email", email), ("--phone", phone)]
        where value != nil {
            throw ValidationError("\(option) is of one guest; with --csv it is a column of the list.")
        }
        if space == nil || room == nil { throw ValidationError("--csv needs --space and --room.") }
    }

    package func run() async throws {
        guard let csv, let out, let space, let room else { return try await carryOut() }
        let workspace = try options.global.workspace()
        let list = try guests(of: csv, workspace)
        if !list.badRows.isEmpty, !skipBadRows {
            if options.global.json { Console.print(try Console.jsonText(GuestReport(list: list, outcomes: []).rows)) }
            let (rows, them) = list.badRows.count == 1 ? ("the row", "it") : ("these rows", "them")
            throw Console.fail("Nothing was sent. Mend \(rows), or leave \(them) out with --skip-bad-rows.")
        }
        // Before anything is sent: a link that cannot be stored would be made for nothing.
        let file = try WholeFile(path: out, permissions: 0o600)
        defer { file.discard() }
        let (spaceId, roomId) = try await asking(workspace, options.connection) { client in
            let spaceId = try await client.spaceId(of: space)
            return (spaceId, try await client.roomId(of: room, spaceId: spaceId))
        }
        let invitations = GuestInvitations(
            workspace: workspace, connection: options.connection, list: list, isSilent: options.global.json)
        let (outcomes, isStopped) = try await invitations.carryOut(spaceId: spaceId, roomId: roomId)
        let report = GuestReport(list: list, outcomes: outcomes)
        try file.write(report.table)
        _ = try file.publish(replacing: true)
        try show(report, out, isStopped: isStopped)
    }

    private func guests(of csv: String, _ workspace: Workspace) throws -> GuestList {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(fileURLWithPath: csv)) } catch {
            throw Console.fail("\(csv) cannot be read: \(error.localizedDescription)")
        }
        let list: GuestList
        do {
            list = try GuestList(csv: bytes, common: members.compactMapValues { $0.map(JSONValue.string) }, zones: workspace.zones)
        } catch {
            throw Console.fail("\(csv): \(error)")
        }
        if !list.unknownHeadings.isEmpty {
            Console.error("Columns without a meaning here, which are only copied: \(list.unknownHeadings.joined(separator: ", "))")
        }
        for row in list.badRows { Console.error("\(csv):\(row.line): \(row.reason)") }
        return list
    }

    private func show(_ report: GuestReport, _ out: String, isStopped: Bool) throws {
        let links = report.outcomes.count { $0.url != nil }
        if options.global.json {
            Console.print(try Console.jsonText(report.rows))
        } else {
            Console.print("\(out): \(links.counted("link")) for \(report.outcomes.count.counted("guest"))")
            for (guest, outcome) in zip(report.list.guests, report.outcomes) where outcome.url == nil && !isStopped {
                Console.error("\(csv ?? ""):\(guest.line): \(outcome.state.rawValue)\(outcome.error.map { ": \($0)" } ?? "")")
            }
        }
        if isStopped {
            throw Console.fail(
                "Stopped in order; the links that were made are in \(out). Give the same command again for the others; nothing is made twice.",
                status: .interrupted)
        }
        if links < report.outcomes.count || !report.list.badRows.isEmpty { throw ExitCode.failure }
    }
}
