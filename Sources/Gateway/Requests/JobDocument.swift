import DurableFlow
import Foundation
import GRDB
import Orchestration

/// Jobs that are written over HTTP: a job file as JSON, read by the decoder of job files and applied as files are.
enum JobDocument {
    /// What a job that came so is said to come from.
    private static let source = "api"

    static func put(_ call: Call, _ services: GatewayServices) async throws -> Answer {
        let job = try read(call, services)
        let workspace = services.owned.workspace
        let file = JobFile(file: source, job: job)
        let (connection, actor) = (call.connection, Routes.actor(call))
        let isNew = try await services.owned.engine.change { journal, db, now in
            let former = try JobTable.fetch(db, job.name)
            guard former.map({ $0.job.connection == connection }) ?? true else { throw Problem(.conflict, ProblemText.takenJobName) }
            let planner = ChangePlanner(zones: workspace.zones)
            let set = try planner.changes([file], prune: false, in: db, now: now)
            if !set.isEmpty { _ = try planner.apply(set, db, journal, actor: actor, now: now) }
            return former == nil
        }
        return try Routes.view(try await Routes.job(call, services), services, status: isNew ? 201 : 200)
    }

    /// Removing what is not there is done already.
    static func delete(_ call: Call, _ services: GatewayServices) async throws -> Answer {
        let workspace = services.owned.workspace
        let (name, connection, actor) = (call.path["name"] ?? "", call.connection, Routes.actor(call))
        try await services.owned.engine.change { journal, db, now in
            guard let stored = try JobTable.fetch(db, name), stored.job.connection == connection else { return }
            let planner = ChangePlanner(zones: workspace.zones)
            let set = try planner.removal(of: stored, in: db, now: now)
            _ = try planner.apply(set, db, journal, actor: actor, now: now)
        }
        return .noContent
    }

    /// The job of the body. Its name and connection may be left out; others than the address and the key say are refused.
    private static func read(_ call: Call, _ services: GatewayServices) throws -> Job {
        let name = call.path["name"] ?? ""
        guard case .object(var members)? = try? JSON(json: call.bytes) else { throw Problem(.invalidRequestParams, ProblemText.notJSON) }
        if let given = members["name"], given != .string(name) {
            throw Problem([Problem.Field(field: "name", code: "other_name", message: ProblemText.otherJobName)])
        }
        if let given = members["connection"], given != .string(call.connection) {
            throw Problem([Problem.Field(field: "connection", code: "forbidden", message: ProblemText.foreignConnection(call.connection))])
        }
        members["name"] = .string(name)
        members["connection"] = .string(call.connection)
        let workspace = services.owned.workspace
        do throws(DiagnosticList) {
            // JSON is YAML; what it says is judged by the one decoder of job files.
            return try JobFile.decode(JSON.object(members).json, file: source, zones: workspace.zones, holidays: workspace.holidays).job
        } catch {
            throw Problem(
                error.diagnostics.map { diagnostic in
                    let text = diagnostic.hint.map { "\(diagnostic.problem); \($0)" } ?? diagnostic.problem
                    return Problem.Field(field: diagnostic.path, code: "wrong_value", message: Localized(text, russian: text))
                })
        }
    }
}
