import Foundation

extension RemoteState {
    /// The calls of a room that began on the UTC day of `date`, those under way and those of breakout rooms included.
    func analyticsCalls(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        try call.refuseQuery(except: ["roomId", "date"])
        let room = try queriedRoom(call)
        guard let date = try call.queryDate("date") else { throw .invalid("date is missing") }
        let day = Self.day(of: date)
        let calls = account.calls.filter {
            $0.roomId == room.id && Self.day(of: $0.startedAt) == day && $0.startedAt <= surroundings.now
        }
        // As documented: unlike other lists, this one has no total.
        return Self.ok(.object(["items": .array(calls.map { $0.json(in: room, at: surroundings.now) })]))
    }

    /// The report of a call, as a workbook or as JSON; which of them must be said.
    mutating func getRoomReport(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        try call.refuseQuery(except: ["roomId", "callId", "format"])
        let room = try queriedRoom(call)
        let id = try call.queryId("callId")
        guard let format = call.query["format"] else { throw .invalid("format is missing") }
        guard ["xlsx", "json"].contains(format) else { throw .invalid("format must be xlsx or json") }
        guard let found = account.calls.first(where: { $0.id == id && $0.roomId == room.id && $0.startedAt <= surroundings.now }) else {
            throw .notFound("Call")
        }
        guard let finishedAt = found.finishedAt, finishedAt.addingTimeInterval(surroundings.reportDelay) <= surroundings.now else {
            throw .reportNotReady
        }
        noteReport(of: found, in: room, by: call.operation, at: surroundings.now)
        let table = CallReport(call: found, finishedAt: finishedAt, room: room).table
        return Answer(status: 200, content: format == "json" ? .json(table.json) : .workbook(table.workbook))
    }

    private func queriedRoom(_ call: Call) throws(Refusal) -> SandboxAccount.Room {
        let space = try space(call)
        let id = try call.queryId("roomId")
        guard let room = account.rooms.first(where: { $0.id == id && $0.spaceId == space.id }) else { throw .notFound("Room") }
        return room
    }

    /// Days since 1970 in UTC.
    private static func day(of date: Date) -> Double { (date.timeIntervalSince1970 / 86_400).rounded(.down) }
}
