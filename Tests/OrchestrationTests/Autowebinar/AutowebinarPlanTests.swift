import Foundation
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct AutowebinarPlanTests {
    @Test func aLongTitleIsCutByWholeCharacters() {
        let title = String(repeating: "👩‍👩‍👧", count: 61)
        let name = Webinar.plan(title: title).draftName
        #expect(name == String(repeating: "👩‍👩‍👧", count: 60) + " ⟦run-abcdefghijklmnopqrstuvwxyz⟧")
        #expect(RunMarker.tokens(in: name) == ["run-abcdefghijklmnopqrstuvwxyz"])
    }

    @Test(arguments: [
        ("https://edu.example/", "a06b59a7-8529", "https://edu.example/event/a06b59a7-8529"),
        ("https://edu.example/x//", "а/?#%", "https://edu.example/x/event/%D0%B0%2F%3F%23%25"),
    ]) func theInvitationHoldsAnyId(webURL: String, eventId: String, expected: String) {
        #expect(Webinar.plan(webURL: webURL).inviteURL(eventId: eventId) == expected)
    }

    @Test func instantsAndDurationsAreKeptToTheMillisecond() throws {
        let plan = Webinar.plan(startsAt: Date(timeIntervalSince1970: 1_800_000_000.1239))
        let stored = try JSONDecoder().decode(AutowebinarPlan.self, from: JSONEncoder().encode(plan))
        #expect(stored == plan)
        #expect(stored.startsAt == Date(timeIntervalSince1970: 1_800_000_000.124))
        #expect(stored.lateWindow == .seconds(900))
        #expect(stored.analytics.after == .seconds(60))
        #expect(stored.createdAt == Webinar.now)
    }

    @Test(arguments: [
        RecordSelector.id("a"), .name("б"), .latest(minDuration: nil, nameContains: nil), .latest(minDuration: .seconds(90), nameContains: "x"),
    ]) func everySelectorSurvivesTheJournal(selector: RecordSelector) throws {
        #expect(try JSONDecoder().decode(RecordSelector.self, from: JSONEncoder().encode(selector)) == selector)
    }
}
