import Curl
import Foundation
import LivedigitalAPI

extension Livedigital.Truth {
    private struct Body: Decodable {
        var name: String?
        var recordId: String?
        var isPublished: Bool?
        var startDate: String?
    }

    /// Carries a request out, for ever, and answers it.
    mutating func answer(_ request: HTTPRequest, _ directory: Livedigital.Directory) -> HTTPResponse {
        let path = request.url.utf8.dropFirst(Livedigital.address.utf8.count).prefix { $0 != UInt8(ascii: "?") }
            .split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
        switch (request.method, path.count) {
        case ("GET", 1): return answer(200, directory.spaces[request.bearerToken ?? ""] ?? "")
        case ("GET", 2): return answer(200, #"{"id":"me","email":"owner@example.com"}"#)
        case ("GET", 3) where path[2] == "rooms":
            return list((directory.rooms[path[1]] ?? []).map { #"{"id":"\#($0)","name":"\#($0)","spaceId":"\#(path[1])"}"# })
        case ("GET", 5) where path[4] == "records": return list([record(ofRoom: path[3])])
        case ("GET", 3): return list(listed(path[1]).map(text))
        case ("POST", 3): return create(body(request), in: path[1])
        case ("GET", 4), ("PUT", 4), ("DELETE", 4), ("GET", 5), ("POST", 5), ("DELETE", 6), ("GET", 6):
            guard let index = playbacks.firstIndex(id: path[3]), !playbacks[index].isRemoved else {
                return answer(404, #"{"message":"no playback"}"#)
            }
            return answer(request, path, playback: index)
        default: return answer(404, #"{"message":"no such path"}"#)
        }
    }

    private mutating func answer(_ request: HTTPRequest, _ path: [String], playback index: Int) -> HTTPResponse {
        switch (request.method, path.count) {
        case ("GET", 4): return answer(200, text(playbacks[index]))
        case ("PUT", 4): return update(index, body(request))
        case ("DELETE", 4):
            playbacks[index].isRemoved = true
            for event in playbacks[index].events { events[event].isRemoved = true }
            return answer(204, "")
        case ("GET", 5):
            let shown = playbacks[index].events.filter { !events[$0].isRemoved && events[$0].madeAt.timeIntervalSince(now) <= -Livedigital.listLag }
            return list(shown.map { text(events[$0]) })
        case ("POST", 5): return createEvent(body(request), of: index)
        case ("DELETE", 6):
            guard let event = events.firstIndex(id: path[5]), !events[event].isRemoved else { return answer(404, #"{"message":"no event"}"#) }
            events[event].isRemoved = true
            return answer(204, "")
        default: return report(request, of: index)
        }
    }

    /// The report of an event, ten minutes after the end of its session; sessions last half an hour.
    private func report(_ request: HTTPRequest, of index: Int) -> HTTPResponse {
        let wanted = request.url.split(separator: "eventId=").last.map { String($0.prefix { $0 != "&" }) } ?? ""
        guard let event = events.firstIndex(id: wanted), events[event].playback == index, !events[event].isRemoved, playbacks[index].isPublished,
            now >= events[event].startsAt.addingTimeInterval(2400)
        else { return answer(404, #"{"message":"no report yet"}"#) }
        return answer(200, "PK\u{3}\u{4} report of \(wanted) PK\u{5}\u{6}")
    }

    private mutating func create(_ body: Body, in space: String) -> HTTPResponse {
        guard let name = body.name else { return answer(422, #"{"message":"name is missing"}"#) }
        let playback = Livedigital.Playback(id: "playback-\(playbacks.count)", space: space, name: name, madeAt: now)
        playbacksOfSpace[space, default: []].append(playbacks.count)
        playbacks.append(playback)
        return answer(201, text(playback))
    }

    /// The full state is replaced, as a PUT may.
    private mutating func update(_ index: Int, _ body: Body) -> HTTPResponse {
        playbacks[index].name = body.name ?? ""
        playbacks[index].record = body.recordId
        playbacks[index].isPublished = body.isPublished ?? false
        if playbacks[index].isPublished { for event in playbacks[index].events where !events[event].isRemoved { events[event].wasPublished = true } }
        return answer(200, text(playbacks[index]))
    }

    private mutating func createEvent(_ body: Body, of index: Int) -> HTTPResponse {
        guard let name = body.name, let startsAt = body.startDate.flatMap(WireDate.parse) else {
            return answer(422, #"{"message":"name or startDate is missing"}"#)
        }
        var event = Livedigital.Event(id: "event-\(events.count)", playback: index, name: name, startsAt: startsAt, madeAt: now)
        event.wasPublished = playbacks[index].isPublished
        playbacks[index].events.append(events.count)
        events.append(event)
        return answer(201, text(event))
    }

    private func body(_ request: HTTPRequest) -> Body {
        request.body.flatMap { try? JSONDecoder().decode(Body.self, from: $0) } ?? Body()
    }

    private func listed(_ space: String) -> [Livedigital.Playback] {
        (playbacksOfSpace[space] ?? []).lazy.map { playbacks[$0] }.filter {
            !$0.isRemoved && $0.madeAt.timeIntervalSince(now) <= -Livedigital.listLag
        }
    }

    private func list(_ items: [String]) -> HTTPResponse { answer(200, #"{"items":[\#(items.joined(separator: ","))],"total":\#(items.count)}"#) }

    private func record(ofRoom room: String) -> String {
        let id = room.replacing("room", with: "record")
        return #"{"id":"\#(id)","name":"Record","fileSize":1,"createdAt":"2026-12-01T10:00:00.000Z","startedAt":"2026-12-01T10:00:00.000Z","#
            + #""finishedAt":"2026-12-01T10:30:00.000Z"}"#
    }

    private func text(_ playback: Livedigital.Playback) -> String {
        let record = playback.record.map { #""\#($0)""# } ?? "null"
        return #"{"id":"\#(playback.id)","name":"\#(playback.name)","spaceId":"\#(playback.space)","recordId":\#(record),"#
            + #""isPublished":\#(playback.isPublished),"createdAt":"\#(WireDate.format(playback.madeAt))"}"#
    }

    private func text(_ event: Livedigital.Event) -> String {
        #"{"id":"\#(event.id)","name":"\#(event.name)","startDate":"\#(WireDate.format(event.startsAt))","#
            + #""createdAt":"\#(WireDate.format(event.madeAt))"}"#
    }
}

/// What is numbered in the order of its making.
protocol Numbered { var id: String { get } }
extension Livedigital.Playback: Numbered {}
extension Livedigital.Event: Numbered {}

extension Array where Element: Numbered {
    /// The place of an id, which is its number.
    fileprivate func firstIndex(id: String) -> Int? {
        id.split(separator: "-").last.flatMap { Int($0) }.flatMap { indices.contains($0) && self[$0].id == id ? $0 : nil }
    }
}
