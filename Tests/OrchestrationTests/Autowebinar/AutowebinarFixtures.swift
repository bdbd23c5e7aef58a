import DurableFlow
import Foundation

@testable import Orchestration

/// Values that the tests of the autowebinar flow share.
enum Webinar {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let start = now.addingTimeInterval(3600)
    static let marker = RunMarker("run-abcdefghijklmnopqrstuvwxyz")!
    static let record = ChosenRecord(id: "record1", length: .seconds(1800))
    static let report = StoredReport(format: .xlsx, path: "/data/1.xlsx", bytes: 3, sha256: "00")
    static let refusal = Failure(code: "invalid_request", message: "422")
    static let surplus = Removal(playbackId: "playback2")

    static func plan(
        startsAt: Date? = start, title: String = "Демо", record: RecordSelector = .latest(minDuration: nil, nameContains: nil),
        formats: [AutowebinarPlan.Analytics.Format] = [.xlsx], createdAt: Date = now, webURL: String = "https://edu.livedigital.space"
    ) -> AutowebinarPlan {
        AutowebinarPlan(
            title: title, connection: "default", spaceId: "space1", roomId: "room1", record: record, startsAt: startsAt,
            timezone: "Europe/Moscow", marker: marker, createdAt: createdAt, lateWindow: .seconds(900),
            analytics: .init(after: .seconds(60), giveUpAfter: .seconds(600), formats: formats), webURL: webURL)
    }

    /// A plan of a job that gives its space and room by name.
    static func namedPlan(startsAt: Date? = start) -> AutowebinarPlan {
        AutowebinarPlan(
            title: "Демо", connection: "default", place: .names(space: "Маркетинг", room: "Демо-зал"),
            record: .latest(minDuration: nil, nameContains: nil), startsAt: startsAt, timezone: "Europe/Moscow", marker: marker, createdAt: now)
    }

    /// The outcomes that take a run through its planned steps.
    static func story(creating how: How = .performed) -> [Outcome<AutowebinarAnswer>] {
        [
            .answered(.playback(id: "playback1"), how: how), .answered(.record(record), how: .performed),
            .answered(.updated, how: .performed), .answered(.event(id: "event 1"), how: .performed), .answered(.updated, how: .performed),
            .elapsed, .elapsed, .answered(.report(report), how: .performed),
        ]
    }

    /// A run after some outcomes.
    static func flow(_ plan: AutowebinarPlan = plan(), after outcomes: some Sequence<Outcome<AutowebinarAnswer>>) -> AutowebinarFlow {
        var flow = AutowebinarFlow(plan: plan)
        for outcome in outcomes { flow.receive(outcome, at: now) }
        return flow
    }

    /// A run in every state, by name.
    static let everyState: [(name: String, flow: AutowebinarFlow)] = {
        let doubtful = Array(story(creating: .repeated).prefix(4))
        var all: [(String, AutowebinarFlow)] = AutowebinarFlow.steps(permanent: false).enumerated().map { index, name in
            (name, flow(after: story().prefix(index)))
        }
        all.append(("findRoom", flow(namedPlan(), after: [])))
        all.append(("completed", flow(after: story())))
        all.append(("listSurplus", flow(after: doubtful)))
        all.append(("deleteSurplus", flow(after: doubtful + [.answered(.surplus([surplus]), how: .performed)])))
        var cancelling = flow(after: story().prefix(2))
        cancelling.cancel(at: now)
        all.append(("cancelling", cancelling))
        var published = flow(after: story().prefix(6))
        published.cancel(at: now)
        all.append(("cancelling published", published))
        all.append(("failed", flow(after: [.refused(refusal)])))
        var cancelled = flow(after: [])
        cancelled.cancel(at: now)
        all.append(("cancelled", cancelled))
        all.append(("skipped", flow(after: [.expired])))
        return all
    }()
}

extension AutowebinarFlow.State {
    /// The name of the case.
    var name: String {
        switch self {
        case .findRoom: "findRoom"
        case .createPlayback: "createPlayback"
        case .selectRecord: "selectRecord"
        case .attachRecord: "attachRecord"
        case .createPlaybackEvent: "createPlaybackEvent"
        case .listSurplus: "listSurplus"
        case .deleteSurplus: "deleteSurplus"
        case .publish: "publish"
        case .composeInvitation: "composeInvitation"
        case .awaitSessionEnd: "awaitSessionEnd"
        case .collectAnalytics: "collectAnalytics"
        case .completed: "completed"
        case .cancelling: "cancelling"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .skipped: "skipped"
        }
    }
}

extension AutowebinarFlow {
    /// The call that the present state asks for, or nil.
    var asked: CallEffect<AutowebinarCall>? {
        if case .call(let call) = effect { call } else { nil }
    }
}
