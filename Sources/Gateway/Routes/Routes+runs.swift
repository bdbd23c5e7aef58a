import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

extension Routes {
    private static let job = Field.text("job", "Only runs of this job.", 1...63)
    private static let state = Field.choice("state", "Only runs in this state.", RunView.State.allCases.map(\.rawValue))
    private static let adopt = Field.text("adopt", "The id of what the open step made.", 1...200)
    private static let undone = Field.boolean("undone", "true says that the open step made nothing.")

    private static let changed: [Route.Success] = [
        .json(.either(.named("Run"), .named("Noop")), "The run as it is now, or why there was nothing to do.")
    ]

    static let runs: [Route] = [
        Route(
            .get, "/v1/runs", "listRuns", group: "runs", "Runs, newest first.", query: [job.any, state.any] + ListAnswer.fields,
            successes: [ListAnswer.success(.named("Run"), "Runs.")]
        ) { call, services in
            let page = try await services.reader.runs(
                connection: call.connection, job: call.query[job], state: call.query[state].flatMap(RunView.State.init),
                before: try ListAnswer.position(call), limit: call.query[ListAnswer.limit] ?? 50)
            return try ListAnswer.make(page.items, next: page.next.map(String.init), call)
        },
        Route(
            .get, "/v1/runs/{runId}", "getRun", group: "runs", "One run with its steps.", successes: [.json(.named("Run"), "The run.")],
            refusals: [.notFound]
        ) { call, services in
            try Answer.encoded(RunView(try await run(call, services)))
        },
        Route(
            .post, "/v1/runs/{runId}/retry", "retryRun", group: "runs", "Let a failed or waiting run go on.", successes: changed,
            refusals: [.notFound, .conflict]
        ) { call, services in
            try await change(call, services, unless: [.running, .completed, .cancelled, .skipped]) { .retry(run: $0, actor: actor(call)) }
        },
        Route(
            .post, "/v1/runs/{runId}/cancel", "cancelRun", group: "runs", "End a run and remove what it made.", successes: changed,
            refusals: [.notFound, .conflict]
        ) { call, services in
            try await change(call, services, unless: [.completed, .failed, .cancelled, .skipped]) { .cancel(run: $0, actor: actor(call)) }
        },
        Route(
            .post, "/v1/runs/{runId}/resolve", "resolveRun", group: "runs",
            "Answer the question of a held run: what its open step made, or that it made nothing.",
            body: .members([adopt.any, undone.any]), successes: changed, refusals: [.notFound, .conflict]
        ) { call, services in
            let identifier = call.body[adopt]
            guard (identifier != nil) != (call.body[undone] == true) else {
                throw Problem([Problem.Field(field: "adopt", code: "one_of", message: ProblemText.oneOfTwo("adopt", "undone: true"))])
            }
            return try await change(call, services, unless: [.waiting, .completed, .failed, .cancelled, .skipped]) {
                .resolve(run: $0, adopting: identifier, actor: actor(call))
            }
        },
    ]

    /// How the audit names whoever asked.
    static func actor(_ call: Call) -> String { "api \(call.requestId)" }

    private static func run(_ call: Call, _ services: GatewayServices) async throws -> RunRecord {
        let key = call.path["runId"] ?? ""
        guard let record = try await services.reader.run(key, connection: call.connection) else {
            throw Problem(.notFound, ProblemText.noSuch(.run, key))
        }
        return record
    }

    /// Carries an order out on a run; in some states there is nothing to do.
    private static func change(
        _ call: Call, _ services: GatewayServices, unless settled: Set<RunView.State>, _ order: (String) -> OwnerOrder
    ) async throws -> Answer {
        let view = RunView(try await run(call, services))
        if settled.contains(view.state) {
            return .json(["status": "noop", "reason": .string("the run is \(view.state.rawValue)")])
        }
        try await services.owned.carryOut(order(view.id))
        return try Answer.encoded(RunView(try await run(call, services)))
    }
}
