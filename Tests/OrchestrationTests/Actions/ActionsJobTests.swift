import Foundation
import Recurrence
import Testing

@testable import Orchestration

/// Mistakes in the steps of a job, all told before anything runs.
@Suite(.timeLimit(.minutes(5))) struct ActionsJobTests {
    private let zones = ZoneDatabase()

    private func read(_ steps: String, head: String = "kind: actions\nname: monday\nconstants: {team: Продажи}\nsteps:\n") throws(DiagnosticList)
        -> Job
    {
        try JobFile.decode(Data((head + steps).utf8), file: "jobs/m.yaml", zones: zones, holidays: HolidayFiles(folder: "config/holidays")).job
    }

    private func mistakes(_ steps: String...) -> [String] {
        do {
            _ = try read(steps.map { "  - \($0)\n" }.joined())
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    private let room = "{id: room, action: createRoom, with: {space: Продажи, name: x, type: lesson}}"

    @Test func theExampleIsReadAndKept() throws {
        let job = try JobFile.read(path: "jobs/monday-meeting.yaml", zones: zones, holidays: HolidayFiles(folder: "config/holidays")).job
        guard case .actions(let actions) = job.content else { return #expect(Bool(false)) }
        #expect(actions.steps.map(\.action) == ["createRoom", "createRoomInvite"])
        #expect(try Job(snapshot: job.snapshot()) == job)
        #expect(job.leadTime == .zero)
    }

    @Test func anUnknownActionParameterAndStepAreToldWithTheNearest() {
        let told = mistakes(
            "{id: room, action: creatRoom, with: {}}", "{id: link, action: createRoomInvite, with: {space: a, romm: b, role: user}}",
            "{id: other, action: deleteRoom, with: {space: a, room: \"{{steps.lnk.id}}\"}}")
        #expect(
            told == [
                "jobs/m.yaml:5:16: steps[0].action: there is no action \"creatRoom\"; did you mean \"createRoom\"?",
                "jobs/m.yaml:6:42: steps[1].with: roomId: the member is missing (or roomName, room): Room",
                "jobs/m.yaml:6:59: steps[1].with.romm: unknown member; did you mean \"room\"?",
                "jobs/m.yaml:7:54: steps[2].with.room: there is no step \"lnk\"; did you mean \"link\"?",
            ])
    }

    @Test func aForwardReferenceIsTold() {
        #expect(
            mistakes("{id: link, action: createRoomInvite, with: {space: a, room: \"{{steps.room.id}}\", role: user}}", room) == [
                "jobs/m.yaml:5:59: steps[0].with.room: the step \"room\" is not done before this one; refer to an earlier step, or change their order"
            ])
    }

    @Test func anUnknownMemberOccurrenceAndConstantAreTold() {
        #expect(
            mistakes(
                room, "{id: a, action: deleteRoom, with: {space: a, room: \"{{steps.room.idd}}\"}}",
                "{id: b, action: createSpace, with: {name: \"{{occurrence.day}}\"}}",
                "{id: c, action: createSpace, with: {name: \"{{constants.tem}}\"}}",
                "{id: d, action: createSpace, with: {name: \"{{room.id}}\"}}", "{id: e, action: createSpace, with: {name: \"{{steps.room\"}}"
            ).map { $0.drop { $0 != " " }.dropFirst() } == [
                "steps[1].with.room: createRoom gives no \"idd\"; did you mean \"id\"?",
                "steps[2].with.name: an occurrence has no \"day\"; there are date, time, local, startsAt, timezone",
                "steps[3].with.name: there is no constant \"tem\"; did you mean \"team\"?",
                "steps[4].with.name: \"{{room.id}}\" is no reference; there are {{occurrence.MEMBER}}, {{event.MEMBER}}, {{constants.NAME}} and {{steps.ID.MEMBER}}",
                "steps[5].with.name: \"{{\" is not closed; write {{occurrence.date}}",
            ])
    }

    @Test func wrongTypesAreTold() {
        #expect(
            mistakes(
                room, "{id: a, action: deleteRoom, with: {space: \"{{steps.room.roomId}}\", room: b}}",
                "{id: b, action: updateRoom, with: {space: a, room: b, isPublic: \"{{occurrence.date}}\"}}",
                "{id: c, action: updateRoom, with: {space: a, room: b, isPublic: \"x{{occurrence.date}}\"}}",
                "{id: d, action: roomGenerateAccess, with: {space: a, room: b, username: c, role: user, ttl: 700000}}",
                "{id: e, action: deleteRoom, with: {space: a, room: b}}", "{id: f, action: createSpace, with: {name: \"{{steps.e.deleted}}\"}}"
            ).map { $0.drop { $0 != " " }.dropFirst() } == [
                "steps[1].with.space: {{steps.room.roomId}} is one of the rooms, and spaceId takes one of the spaces; refer to something of that kind, or write it out",
                "steps[2].with.isPublic: {{occurrence.date}} is a text, and isPublic takes true or false; refer to something of that kind, or write it out",
                "steps[3].with.isPublic: isPublic takes true or false, not a text with references in it; give one reference alone",
                "steps[4].with.ttl: expected a number from 1 to 604800, found 700000",
                "steps[6].with.name: {{steps.e.deleted}} is true or false, and name takes a text; refer to something of that kind, or write it out",
            ])
    }

    @Test(arguments: [
        ("99999999", "roomGenerateAccess", "username: А, role: user, ttl", "steps[0].with.ttl: expected a number from 1 to 604800, found 99999999"),
        ("abc", "roomGenerateAccess", "username: А, role: user, ttl", "steps[0].with.ttl: "),
        ("yes please", "updateRoom", "isChatAllowed", "steps[0].with.isChatAllowed: "),
        ("owner", "roomGenerateAccess", "username: А, role", "steps[0].with.role: "),
        ("not a url", "updateRoom", "redirectUrl", "steps[0].with.redirectUrl: "), ("''", "createRoom", "type: lesson, name", "steps[0].with.name: "),
        ("x", "createAutowebinar", "record: latest, name: n, timezone", "steps[0].with.timezone: "),
    ])
    func whatAConstantStandsForIsCheckedAsIfItStoodThere(value: String, action: String, members: String, expected: String) {
        func told(_ value: String) -> [String] {
            let head = "kind: actions\nname: monday\nconstants: {it: \(value), space: Продажи}\nsteps:\n"
            let place = action == "createRoom" ? "" : "room: b, "
            do {
                _ = try read(
                    "  - {id: a, action: \(action), with: {space: '{{constants.space}}', \(place)\(members): '{{constants.it}}'}}\n", head: head)
                return []
            } catch {
                return error.diagnostics.map { String($0.description.drop { $0 != " " }.dropFirst()) }
            }
        }
        let mistakes = told(value)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.hasPrefix(expected) == true, "\(mistakes)")
    }

    @Test func aConstantThatFitsIsTakenAndKeptAsAReference() throws {
        let steps = """
              - {id: a, action: roomGenerateAccess, with: {space: s, room: b, username: "{{constants.team}} {{occurrence.date}}", role: "{{constants.role}}", ttl: "{{constants.ttl}}"}}

            """
        let job = try read(steps, head: "kind: actions\nname: monday\nconstants: {team: Продажи, role: user, ttl: 3600}\nsteps:\n")
        guard case .actions(let actions) = job.content else { return #expect(Bool(false)) }
        #expect(actions.steps.first?.arguments["ttl"] == "{{constants.ttl}}")
    }

    @Test func aLinkIsNotPassedOn() {
        #expect(
            mistakes(
                "{id: link, action: createRoomInvite, with: {space: a, room: b, role: user}}",
                "{id: s, action: createSpace, with: {name: a, description: \"{{steps.link.url}}\"}}"
            ) == ["jobs/m.yaml:6:50: steps[1].with.description: url lets in whoever has it and is not passed on; hand it out from the run's result"])
    }

    @Test func whereAFileLiesIsPassedOnInFilesOfThisMachineAlone() throws {
        let steps = """
              - {id: report, action: getRoomAnalyticsReport, with: {space: s, room: r, callId: c}}
              - {id: s, action: createSpace, with: {name: x, description: "{{steps.report.path}}"}}
              - {id: t, action: createSpace, with: {name: x, description: "{{steps.report.sha256}} {{steps.report.pat}}"}}

            """
        let text = Data("kind: actions\nname: monday\nsteps:\n\(steps)".utf8)
        let holidays = HolidayFiles(folder: "config/holidays")
        func told(fromTenant: Bool) -> [String] {
            do throws(DiagnosticList) {
                _ = try JobFile.decode(text, file: "m", fromTenant: fromTenant, zones: zones, holidays: holidays)
                return []
            } catch {
                return error.diagnostics.map(\.description)
            }
        }
        let unknown = "m:6:50: steps[2].with.description: getRoomAnalyticsReport gives no \"pat\"; "
        #expect(told(fromTenant: false) == [unknown + "did you mean \"path\"?"])
        #expect(
            told(fromTenant: true) == [
                "m:5:50: steps[1].with.description: path says where a file lies on the disk of the service and is not passed on; "
                    + "refer to another member: callId, format, bytes, sha256", unknown + "there are callId, format, bytes, sha256",
            ])
    }

    @Test func idsAreUniqueAndStepsAreThere() throws {
        #expect(mistakes(room, room) == ["jobs/m.yaml:6:6: steps[1].id: the id \"room\" is given to two steps; rename one of them"])
        let none = #expect(throws: DiagnosticList.self) { try read("", head: "kind: actions\nname: monday\nsteps: []\n") }
        #expect(none?.description == "jobs/m.yaml:3:1: steps: the list is empty; add a step such as {id: room, action: createRoom, with: {…}}")
        let reserved = #expect(throws: DiagnosticList.self) { try read("  - \(room)\n", head: "kind: actions\nname: command\nsteps:\n") }
        #expect(reserved?.description == "jobs/m.yaml:2:1: name: \"command\" is the name of what belongs to no job; choose another name")
        let always = #expect(throws: DiagnosticList.self) {
            try read("  - \(room)\n", head: "kind: actions\nname: m\nschedule: {timezone: Europe/Moscow, always: true}\nsteps:\n")
        }
        #expect(always?.description.contains("actions are done at dates; give start, dates, rrule or cron") == true)
    }

    private func mistakes(on: String, _ steps: String...) -> [String] {
        do {
            _ = try read(steps.map { "  - \($0)\n" }.joined(), head: "kind: actions\nname: m\non: \(on)\nsteps:\n")
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    @Test func whatAnEventTellsIsCheckedBeforeAnythingRuns() {
        let report =
            "{id: a, action: getRoomAnalyticsReport, with: {space: \"{{event.spaceId}}\", room: \"{{event.roomId}}\", callId: \"{{event.callId}}\"}}"
        #expect(mistakes(on: "{event: call.finished}", report).isEmpty)
        #expect(
            mistakes(
                on: "{event: call.finished}", "{id: a, action: createSpace, with: {name: \"{{event.recordId}}\"}}",
                "{id: b, action: createSpace, with: {name: \"{{event.cal}}\"}}",
                "{id: c, action: updateRoom, with: {space: \"{{event.roomId}}\", room: x, isPublic: \"{{event.timestamp}}\"}}"
            ) == [
                "jobs/m.yaml:5:41: steps[0].with.name: call.finished has no \"recordId\"; there are id, type, timestamp, spaceId, spaceName, roomId, "
                    + "roomName, callId",
                "jobs/m.yaml:6:41: steps[1].with.name: an event has no \"cal\"; there are id, type, timestamp, spaceId, spaceName, roomId, roomName, "
                    + "callId, recordId",
                "jobs/m.yaml:7:40: steps[2].with.space: {{event.roomId}} is one of the rooms, and spaceId takes one of the spaces; refer to something of "
                    + "that kind, or write it out",
                "jobs/m.yaml:7:76: steps[2].with.isPublic: {{event.timestamp}} is an instant, and isPublic takes true or false; refer to something of that "
                    + "kind, or write it out",
            ])
        #expect(
            mistakes("{id: a, action: createSpace, with: {name: \"{{event.callId}}\"}}") == [
                "jobs/m.yaml:5:41: steps[0].with.name: no event begins this job; add on: {event: …}, or refer to something else"
            ])
    }

    @Test func theKeyOnIsCheckedWhereItStands() {
        #expect(
            mistakes(on: "{event: run.failed}", room) == [
                "jobs/m.yaml:3:6: on.event: \"run.failed\" is not available in this version; use call.started or call.finished or record.started or "
                    + "record.finished or record.failed or record.aborted"
            ])
        #expect(
            mistakes(on: "{event: call_started}", room).first?.contains("did you mean \"call.started\"") == true)
        #expect(mistakes(on: "{event: call.started, room: x}", room) == ["jobs/m.yaml:3:1: on: a room is one of a space; add space: …"])
        let both = #expect(throws: DiagnosticList.self) {
            try read(
                "  - \(room)\n",
                head: "kind: actions\nname: m\nschedule: {timezone: Etc/UTC, cron: \"0 9 * * 1\"}\non: {event: call.started}\nsteps:\n")
        }
        #expect(both?.description == "jobs/m.yaml:4:1: on: actions are begun by dates or by an event, not by both; remove schedule or on")
    }
}
