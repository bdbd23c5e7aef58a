import DurableFlow
import Foundation
import Testing

@testable import Orchestration

/// A 404 alone proves nothing.
@Suite(.timeLimit(.minutes(5)))
struct NotFoundTests {
    private typealias Calls = LivedigitalPerformerTests

    @Test(arguments: [("[]", "answered"), (#"[{"id":"p1"},{"id":"e1"}]"#, "refused not_found"), ("<html>", "unknown")])
    func whatIsNotFoundIsRemovedWhereItIsShownToBeGone(list: String, expected: String) async throws {
        for (call, look) in [(Calls.remove, "GET /spaces/space1/playbacks"), (Calls.removeEvent, "GET /spaces/space1/playbacks/p1/events")] {
            let request = try #require(Calls.requests.first { $0.0 == call }?.1)
            let single = "GET /spaces/space1/playbacks/p1"
            let remote = ScriptedRemote().on(request, 404).on(look, 200, list).on(single, 404)
            #expect(try await remote.performer().perform(call, .run()).brief == expected)
            // A list may lag behind a playback.
            #expect(remote.asked == [request, look] + (call == Calls.remove && list == "[]" ? [single] : []))
        }
    }

    @Test func aReportThatIsNotThereIsToldWithWhatElseItMayMeanOnceItIsGivenUp() async throws {
        let request = try #require(Calls.requests.first { $0.0 == Calls.report }?.1)
        let remote = ScriptedRemote().on(request, 404, #"{"message":"Path not found"}"#)
        guard case .notReady(let reason, nil, let givenUp?) = try await remote.performer().perform(Calls.report, .run()) else {
            return #expect(Bool(false), "it is to be waited for")
        }
        #expect(reason.hasSuffix("the report is not there yet: Path not found"))
        #expect(givenUp.hasPrefix("\(reason). Either livedigital has no report of it, or the path differs: set getPlaybackSessionAnalyticsReport."))
    }
}
