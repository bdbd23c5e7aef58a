import DurableFlow
import Foundation
import LivedigitalAPI

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
        formats: [AutowebinarPlan.Analytics.Format] = [.xlsx], createdAt: Date = now, webURL: String = "https://edu.livedigital.space",
        freezesRecord: Bool = false, cleanupAfter: Duration? = nil, share: AutowebinarPlan.Share? = nil, connection: String = "default"
    ) -> AutowebinarPlan {
        AutowebinarPlan(
            title: title, connection: connection, place: .ids(spaceId: "space1", roomId: "room1"), record: record, startsAt: startsAt,
            timezone: "Europe/Moscow", marker: marker, createdAt: createdAt, lateWindow: .seconds(900),
            analytics: .init(after: .seconds(60), giveUpAfter: .seconds(600), formats: formats), webURL: webURL,
            freezesRecord: freezesRecord, cleanupAfter: cleanupAfter, share: share)
    }

    /// A plan of a job that gives its space and room by name.
    static func namedPlan(startsAt: Date? = start) -> AutowebinarPlan {
        AutowebinarPlan(
            title: "Демо", connection: "default", place: .names(space: "Маркетинг", room: "Демо-зал"),
            record: .latest(minDuration: nil, nameContains: nil), startsAt: startsAt, timezone: "Europe/Moscow", marker: marker, createdAt: now)
    }

    /// A plan whose start is so far ahead that what is published is checked again, at ``checkAt``.
    static func early(record: RecordSelector = .latest(minDuration: nil, nameContains: nil), freezesRecord: Bool = false) -> AutowebinarPlan {
        plan(startsAt: now.addingTimeInterval(7200), record: record, freezesRecord: freezesRecord, cleanupAfter: .seconds(86_400))
    }

    static let checkAt = now.addingTimeInterval(3600)
    static let other = ChosenRecord(id: "record2", length: .seconds(600))

    /// A run of an early plan that has come to its final check, and what came then.
    static func checked(_ plan: AutowebinarPlan = early(), _ outcomes: Outcome<AutowebinarAnswer>...) -> AutowebinarFlow {
        var flow = flow(plan, after: story().prefix(6))
        for outcome in [.elapsed] + outcomes { flow.receive(outcome, at: checkAt) }
        return flow
    }

    static func shown(name: String? = "Демо", recordId: String? = "record1", isPublished: Bool? = true) -> Outcome<AutowebinarAnswer> {
        .answered(.playbackShown(name: name, recordId: recordId, isPublished: isPublished), how: .performed)
    }

    static let updated = Outcome<AutowebinarAnswer>.answered(.updated, how: .performed)

    static func amendment(
        title: String = "Демо", record: RecordSelector = .latest(minDuration: nil, nameContains: nil), freezesRecord: Bool = false,
        giveUpAfter: Duration = .seconds(600), formats: [AutowebinarPlan.Analytics.Format] = [.xlsx], cleanup: Duration? = .seconds(86_400)
    ) -> AutowebinarAmendment {
        AutowebinarAmendment(
            title: title, record: record, freezesRecord: freezesRecord,
            analytics: .init(after: .seconds(60), giveUpAfter: giveUpAfter, formats: formats), lateWindow: .seconds(900), cleanup: cleanup)
    }

    /// The outcomes that take a run through its planned steps.
    static func story(creating how: How = .performed) -> [Outcome<AutowebinarAnswer>] {
        [
            .answered(.playback(id: "playback1"), how: how), .answered(.record(record), how: .performed),
            .answered(.updated, how: .performed), .answered(.event(id: "event 1"), how: .performed), .answered(.updated, how: .performed),
            .elapsed, .elapsed, .answered(.report(report), how: .performed),
        ]
    }

    static func bytes(_ amendment: AutowebinarAmendment) -> Data { (try? amendment.encoded()) ?? Data() }

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
        all.append(("awaitFinalCheck", flow(early(), after: story().prefix(6))))
        all.append(("reselectRecord", checked()))
        all.append(("replaceRecord", checked(early(), .answered(.record(other), how: .performed))))
        var renaming = flow(early(), after: story().prefix(6))
        renaming.amend(bytes(amendment(title: "Иначе")), at: now)
        all.append(("renamePlayback", renaming))
        all.append(("checkPlayback", checked(early(freezesRecord: true))))
        all.append(("publishAgain", checked(early(freezesRecord: true), shown(isPublished: false))))
        all.append(("awaitCleanup", flow(plan(cleanupAfter: .seconds(60)), after: story())))
        all.append(("cleaning up", flow(plan(cleanupAfter: .seconds(60)), after: story() + [.elapsed])))
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
        case .awaitFinalCheck: "awaitFinalCheck"
        case .reselectRecord: "reselectRecord"
        case .replaceRecord: "replaceRecord"
        case .renamePlayback: "renamePlayback"
        case .checkPlayback: "checkPlayback"
        case .publishAgain: "publishAgain"
        case .awaitPlayback: "awaitPlayback"
        case .awaitPublication: "awaitPublication"
        case .awaitEvent: "awaitEvent"
        case .inUse: "inUse"
        case .awaitRelease: "awaitRelease"
        case .awaitSessionEnd: "awaitSessionEnd"
        case .collectAnalytics: "collectAnalytics"
        case .awaitCleanup: "awaitCleanup"
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
