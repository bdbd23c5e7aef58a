import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Orchestration

extension RunView {
    /// Whether what the run was asked for is there, or never will be.
    var isSettled: Bool { published || state.isFinal }
}

/// The answer to a request that made a run.
enum RunAnswer {
    static let wait = Field.integer("wait", "How many seconds to wait for the outcome before 202 is answered; 6 unless given.", 0...6)

    /// The shapes that such an answer can have besides that of the outcome.
    static let pending: [Route.Success] = [
        .json(.named("Pending"), "It is on its way.", status: 202, headers: ["Location", "Retry-After", "Idempotent-Replayed"]),
        .json(.named("Noop"), "There was nothing to do: the run was cancelled, or came too late."),
    ]

    private static let glance = Duration.milliseconds(100)

    /// Waits for the outcome of a run as long as the request wants.
    ///
    /// - Parameters:
    ///   - isTakenBack: the run was made for this request, nobody was told of it yet, and it is one action: where livedigital does not accept the
    ///     token or is not trusted, it is taken back, so that it does not go on some day without anybody asking. What the earlier steps of a job have
    ///     brought stays, so that its run goes on instead of being begun anew.
    ///   - refusal: what the reason of a failed run is to whoever asks.
    ///   - outcome: what the run brought about; nil until it is there.
    /// - Returns: 201 with the outcome, 202 with where to look where it is not there yet.
    /// - Throws: a ``Problem`` where the run failed, and 401 or 502 where it was taken back.
    static func wait(
        for key: String, isTakenBack: Bool, _ call: Call, _ services: GatewayServices, refusal: (Failure) -> Problem = { Problem($0) },
        outcome: (RunRecord) throws -> JSON?
    ) async throws -> Answer {
        // What was begun is told before the time is over.
        let deadline = min(ContinuousClock.now + .seconds(call.query[wait] ?? 6), call.deadline - .milliseconds(500))
        while true {
            guard let record = try await services.reader.run(key, connection: call.connection) else {
                throw Problem(.notFound, ProblemText.noSuch(.run, key))
            }
            let view = RunView(record)
            if isTakenBack, !view.isSettled, let reason = view.pausedReason, try await withdraw(key, call, services) { throw paused(reason) }
            if view.isSettled || view.state == .held || services.drain.isDraining || ContinuousClock.now >= deadline {
                let outcome = try outcome(record)
                if outcome == nil, let reason = try? ServiceFlow(record).failure { throw refusal(reason) }
                return try answer(view, record, outcome, call, isSlowed: services.owned.engine.isSlowed(record))
            }
            try await Task.sleep(for: glance)
        }
    }

    private static func withdraw(_ key: String, _ call: Call, _ services: GatewayServices) async throws -> Bool {
        let actor = Routes.actor(call)
        return try await services.owned.engine.change { journal, db, now in try journal.withdraw(db, key: key, actor: actor, now: now) }
    }

    /// Refuses to make a run that could only wait for a token or a configuration that works, in the transaction that would make it.
    ///
    /// - Throws: a ``Problem`` with 401 or 502 where the connection is paused.
    static func requireOpen(_ connection: String, _ db: Database) throws {
        if let reason = try ConnectionTable.pausedReason(db, name: connection) { throw paused(reason) }
    }

    private static func paused(_ reason: String) -> Problem {
        var problem =
            Connection.needsConfiguration(reason)
            ? Problem(.upstreamError, ProblemText.upstream(reason, as: .upstreamError)) : Problem(.unauthorized, ProblemText.lostConnection)
        problem.isWithdrawn = true
        return problem
    }

    /// The outcome of a run that publishes an autowebinar.
    static func published(_ record: RunRecord) -> JSON? {
        let view = RunView(record)
        guard view.published else { return nil }
        return [
            "id": .string(view.id), "published": true, "spaceId": JSON(view.spaceId), "roomId": JSON(view.roomId),
            "playbackId": JSON(view.playbackId), "recordId": JSON(view.recordId), "eventId": JSON(view.eventId), "inviteUrl": JSON(view.inviteUrl),
            "startsAt": JSON(view.startsAt), "timezone": JSON(view.timezone),
        ]
    }

    private static func answer(_ view: RunView, _ record: RunRecord, _ outcome: JSON?, _ call: Call, isSlowed: Bool) throws -> Answer {
        let statusUrl = "/v1/runs/\(view.id.percentEncoded)"
        var answer: Answer
        if case .object(var members)? = outcome {
            members["state"] = .string(view.state.rawValue)
            members["statusUrl"] = .string(statusUrl)
            answer = .json(.object(members), status: 201)
        } else {
            if view.state == .failed { throw Problem(.upstreamError, ProblemText.upstream(view.error ?? "the run failed", as: .upstreamError)) }
            if view.state.isFinal {
                return .noop(view.error ?? "the run was \(view.state.rawValue)", call.language)
            }
            // Whose turn has not come, because of what others asked, has no reason of its own.
            let reason = view.error.map(call.language.telling) ?? (isSlowed ? ProblemText.slowed[call.language] : nil)
            answer = .json(
                [
                    "id": .string(view.id), "state": .string(view.state.rawValue), "published": .boolean(view.published),
                    "step": JSON(record.stepName), "reason": JSON(reason),
                    "statusUrl": .string(statusUrl),
                ], status: 202)
            answer.headers["Retry-After"] = "5"
        }
        answer.headers["Location"] = statusUrl
        return answer
    }
}

extension ServiceFlow {
    /// Why the run failed; nil where it did not.
    fileprivate var failure: Failure? {
        switch self {
        case .autowebinar(let flow), .shared(let flow): if case .failed(_, let reason, _) = flow.state { reason } else { nil }
        case .actions(let flow): if case .failed(_, let reason) = flow.state { reason } else { nil }
        case .collection(let flow): if case .failed(let reason) = flow.state { reason } else { nil }
        case .permanentCollection, .removal, .delivery, .webhook: nil
        }
    }
}
