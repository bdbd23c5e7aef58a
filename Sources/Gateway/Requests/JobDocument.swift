import DurableFlow
import Foundation
import GRDB
import Orchestration

/// Jobs that are written over HTTP: a job file as JSON, read by the decoder of job files and applied as files are.
enum JobDocument {
    /// What a job that came so is said to come from.
    private static let source = "api"

    static func put(_ call: Call, _ services: GatewayServices) async throws -> Answer {
        let given = try read(call, services)
        let workspace = services.owned.workspace
        let (connection, actor) = (call.connection, Routes.actor(call))
        let isNew = try await services.owned.engine.change { journal, db, now in
            let former = try JobTable.fetch(db, given.name, of: connection)
            var job = given
            job.name = try former?.job.name ?? JobName.new(given.name, connection: connection, in: db)
            let planner = ChangePlanner(zones: workspace.zones)
            var set = try planner.changes([JobFile(file: source, job: job)], prune: false, in: db, now: now)
            // What it may drift from is the file that it came from before, if any.
            set.changes.removeAll(where: \.isOfFileAlone)
            for index in set.changes.indices { set.changes[index].comes(from: former) }
            if !set.isEmpty { _ = try planner.apply(set, db, journal, actor: actor, now: now) }
            return former == nil
        }
        return try await Routes.view(try await Routes.job(call, services), call.language, services, status: isNew ? 201 : 200)
    }

    /// Removing what is not there is done already.
    static func delete(_ call: Call, _ services: GatewayServices) async throws -> Answer {
        let workspace = services.owned.workspace
        let (name, connection, actor) = (call.path["name"] ?? "", call.connection, Routes.actor(call))
        try await services.owned.engine.change { journal, db, now in
            guard let stored = try JobTable.fetch(db, name, of: connection) else { return }
            let planner = ChangePlanner(zones: workspace.zones)
            let set = try planner.removal(of: stored, in: db, now: now)
            _ = try planner.apply(set, db, journal, actor: actor, now: now)
        }
        return .noContent
    }

    /// The job of the body. Its name and connection may be left out; others than the address and the key say are refused.
    private static func read(_ call: Call, _ services: GatewayServices) throws -> Job {
        let name = call.path["name"] ?? ""
        var members = call.document
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
            // JSON is YAML, but for a few characters; what it says is judged by the one decoder of job files.
            let file = try JobFile.decode(
                escaped(JSON.object(members).json), file: source, fromTenant: true, zones: workspace.zones, holidays: workspace.holidays)
            try workspace.check([file])
            return file.job
        } catch {
            throw Problem(error.diagnostics.map { Problem.Field(field: $0.path, code: code(of: $0), message: ProblemText.mistake($0)) })
        }
    }

    /// What a mistake is: of the shape, which the schema tells beforehand, or of what the job means.
    private static func code(of mistake: Diagnostic) -> String {
        // What goes with a step depends on its action.
        if mistake.path.contains(".with") { return "wrong_meaning" }
        return switch mistake.problem {
        case "unknown key": "unknown_member"
        case "the key is missing": "missing"
        case let problem where problem.hasPrefix("expected "): "wrong_value"
        default: "wrong_meaning"
        }
    }

    /// The same JSON without the characters that YAML does not take as they are.
    private static func escaped(_ json: Data) -> Data {
        var text = ""
        for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
            switch scalar.value {
            case 0x7f...0x9f, 0xfeff, 0xfffe, 0xffff: text += "\\u" + String(format: "%04x", scalar.value)
            default: text.unicodeScalars.append(scalar)
            }
        }
        return Data(text.utf8)
    }
}
