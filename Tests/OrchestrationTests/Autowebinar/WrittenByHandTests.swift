import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

/// What is written by hand is what `encode(to:)` makes of it, byte for byte.
@Suite(.timeLimit(.minutes(5)))
struct WrittenByHandTests {
    private func text(_ write: (JSONStream) throws -> Void) rethrows -> String {
        let stream = JSONStream()
        try write(stream)
        return String(decoding: stream.bytes, as: UTF8.self)
    }

    private func expectSame(_ value: some JSONWritable) throws {
        #expect(try text(value.write(to:)) == text { try $0.encode(value) })
    }

    @Test(arguments: Webinar.everyState)
    func aRunIsWrittenAsItsContainersAre(_ name: String, _ flow: AutowebinarFlow) throws {
        try expectSame(flow)
        try expectSame(flow.state)
        try expectSame(flow.facts)
        if let call = flow.asked?.call { try expectSame(ServiceCall.autowebinar(call)) }
        let stored = try flow.stored(by: StreamingJSONEncoder())
        #expect(try AutowebinarFlow.restore(kind: flow.kind, version: flow.version, from: stored) == flow)
    }

    /// Every member that there is, in the order in which it is stored.
    private static let facts = [
        #""spaceId":"space\"1""#, #""roomId":"room1""#, #""playbackId":"playback1""#, #""recordId":"record1""#, #""recordMilliseconds":1800000"#,
        #""eventId":"event 1""#, #""inviteUrl":"https://edu.livedigital.space/event/event%201""#, #""published":true"#,
        #""reports":[{"format":"xlsx","path":"/data/1.xlsx","bytes":3,"sha256":"00"},{"format":"json","path":"/data/1.json","bytes":2,"sha256":"01"}]"#,
        #""isUncertain":true"#, #""removedPlaybackIds":["playback2","playback3"]"#, #""eventTitle":"Демо \\""#, #""goneEvents":["event2"]"#,
        #""revisions":2"#, #""restored":true"#, #""formerTitle":"Раньше""#, #""renameRefused":true"#,
        #""shared":{"run":"weekly#shared","isPublished":false}"#, #""use":{"isUsed":true,"isNeeded":false,"hasEvent":true,"nextStart":7}"#,
        #""checkedFor":-5"#, #""followedAt":7"#, #""refusal":{"code":"invalid_request","message":"422"}"#, #""check":"due""#, #""staleRecord":true"#,
    ]

    @Test func allFactsAreWritten() throws {
        let json = "{\(Self.facts.joined(separator: ","))}"
        let facts = try JSONDecoder().decode(AutowebinarFlow.Facts.self, from: Data(json.utf8))
        // A member that is added to the facts is missed here until it is added above.
        let members = Mirror(reflecting: facts).children
        #expect(members.count == Self.facts.count)
        for member in members {
            let value = Mirror(reflecting: member.value)
            #expect(value.displayStyle != .optional || !value.children.isEmpty, "\(member.label ?? "")")
        }
        #expect(try text(facts.write(to:)) == json)
        try expectSame(facts)
    }

    @Test(arguments: [
        Webinar.plan(), Webinar.plan(startsAt: nil, title: "\"Демо\"\n", formats: []), Webinar.namedPlan(),
        Webinar.plan(record: .id("record1"), formats: [.xlsx, .json], freezesRecord: true, cleanupAfter: .seconds(60), share: .event),
        Webinar.plan(record: .latest(minDuration: .seconds(60), nameContains: "демо"), share: .playback),
    ])
    func aPlanIsWrittenAsItsContainersAre(_ plan: AutowebinarPlan) throws {
        try expectSame(plan)
        #expect(try JSONDecoder().decode(AutowebinarPlan.self, from: Data(text(plan.write(to:)).utf8)) == plan)
    }

    @Test(arguments: [
        AutowebinarCall.createPlayback(
            spaceId: "space1", name: "Демо", marker: "run", ignoring: ["a", "\"b\""], twin: Twin(title: "Демо", startsAt: nil, isShared: true)),
        .selectRecord(spaceId: "space1", roomId: "room1", selector: .name("запись")),
        .updatePlayback(spaceId: "space1", playbackId: "playback1", name: "Демо", recordId: "record1", isPublished: false),
        .createPlaybackEvent(spaceId: "space1", playbackId: "playback1", name: "", startsAt: nil, timezone: "Europe/Moscow", ignoring: ["event 1"]),
        .createPlaybackEvent(spaceId: "space1", playbackId: "playback1", name: "", startsAt: -1, timezone: "Europe/Moscow"),
        .followPlayback(run: nil, known: nil),
    ])
    func aCallIsWrittenAsItsContainersAre(_ call: AutowebinarCall) throws {
        try expectSame(call)
        try expectSame(ServiceCall.autowebinar(call))
        let request = try StreamingJSONEncoder().encode(ServiceCall.autowebinar(call))
        #expect(try JSONDecoder().decode(ServiceCall.self, from: request) == .autowebinar(call))
    }

    @Test func aPlanThatIsAmendedIsStoredAsItIsThen() throws {
        var flow = AutowebinarFlow(plan: Webinar.plan())
        flow.plan.analytics = .init(after: .seconds(1), giveUpAfter: .seconds(2), formats: [.json])
        try expectSame(flow)
        #expect(flow != AutowebinarFlow(plan: Webinar.plan()))
        #expect(try AutowebinarFlow.restore(kind: "autowebinar", version: 1, from: flow.stored(by: StreamingJSONEncoder())) == flow)
    }
}
