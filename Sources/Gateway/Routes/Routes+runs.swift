import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

extension Routes {
    private static let job = Field.jobName("job", "Only runs of this job.")
    private static let state = Field.choice("state", "Only runs in this state.", RunView.State.allCases.map(\.rawValue))
    private static let adopt = Field.text("adopt", "The id of what the open step made.", 1...200)
    private static let undone = Field.boolean("undone", "true says that the open step made nothing.")

    /// Exactly one of the two.
    private static let oneAnswer = Schema.any(
        .all(.members([("adopt", adopt.schema.given)], isRequired: true), .members([("undone", .either(.absent, .refused))])),
        .all(.members([("undone", .granted)], isRequired: true), .members([("adopt", .absent)])))

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
                before: ListAnswer.position(call), limit: call.query[ListAnswer.limit] ?? 50)
            return try ListAnswer.make(page.items.map(call.showing), next: page.next.map(String.init), call)
        },
        Route(
            .get, "/v1/runs/{runId}", "getRun", group: "runs",
            "One run with its steps, and the links that its actions made: this is where Location leads.",
            successes: [.json(.named("Run"), "The run.", headers: ["Cache-Control"])], refusals: [.notFound]
        ) { call, services in
            let workspace = services.owned.workspace
            let record = try await run(call, services)
            // Without the key that sealed them the links stay closed, and the rest is told.
            let view = (try? RunView(record, opening: { try workspace.masterKey() })) ?? RunView(record)
            var answer = try Answer.encoded(call.telling(view))
            answer.headers["Cache-Control"] = "no-store"
            return answer
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
            body: .members([adopt.any, undone.any], rules: [oneAnswer]), successes: changed, refusals: [.notFound, .conflict]
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
            return .noop("the run is \(view.state.rawValue)", call.language)
        }
        try await services.owned.carryOut(order(view.id))
        return try Answer.encoded(call.telling(RunView(try await run(call, services))))
    }
}
