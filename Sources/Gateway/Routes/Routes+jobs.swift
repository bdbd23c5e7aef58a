import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import Recurrence

extension Routes {
    private static let count = Field.integer("count", "How many dates; 10 unless given.", 1...1000)
    private static let startDate = Field.instant(
        "startDate", "When it begins; unless given, an autowebinar in ten minutes and anything else at once.")
    private static let note = Field.text("note", "Why, for people.", 1...500)
    private static let from = Field.instant("from", "Sessions that began at or after this instant.").required
    private static let to = Field.instant("to", "Sessions that began before this instant; now unless given.")
    private static let selection = Field.choice(
        "selection", "Which sessions: those without a stored report (unless given), those given up, or all.",
        Backfill.Selection.allCases.map(\.rawValue))

    private static let name = Field.jobName("name", "The name of the job.")

    static let jobs: [Route] = [
        Route(
            .get, "/v1/jobs", "listJobs", group: "jobs", "The jobs by name.", query: ListAnswer.fields,
            successes: [ListAnswer.success(.named("Job"), "Jobs.")]
        ) { call, services in
            let (stored, next) = ListAnswer.page(try await services.reader.jobs(connection: call.connection), call)
            return try ListAnswer.make(try await views(of: stored, count: 1, call.language, services), next: next, call)
        },
        Route(
            .get, "/v1/jobs/{name}", "getJob", group: "jobs", "One job with its next dates.", places: [name.any],
            successes: [.json(.named("JobWithDocument"), "The job.")],
            refusals: [.notFound]
        ) { call, services in
            try await view(try await job(call, services), call.language, services)
        },
        Route(
            .put, "/v1/jobs/{name}", "putJob", group: "jobs", "Make a job, or make it as this document says: a job file as JSON.", places: [name.any],
            body: .document(.named("JobDocument")),
            successes: [
                .json(.named("JobWithDocument"), "It is as the document says."), .json(.named("JobWithDocument"), "It is new.", status: 201),
            ]
        ) { call, services in
            try await JobDocument.put(call, services)
        },
        Route(
            .delete, "/v1/jobs/{name}", "deleteJob", group: "jobs", "Remove a job and cancel what is ahead of it.", places: [name.any],
            successes: [.noContent]
        ) { call, services in
            try await JobDocument.delete(call, services)
        },
        Route(
            .post, "/v1/jobs/{name}/trigger", "triggerJob", group: "jobs", "Make a run besides the schedule.", places: [name.any],
            query: [RunAnswer.wait.any],
            body: .members([startDate.any]),
            successes: [
                .json(
                    .either(.named("Outcome"), .object([("id", .text()), ("state", .text()), ("statusUrl", .text())])), "It is done.", status: 201,
                    headers: ["Location", "Idempotent-Replayed"])
            ] + RunAnswer.pending, refusals: [.notFound, .conflict, .ambiguousName, .gone], makesRun: true
        ) { call, services in
            let asked = try await job(call, services).job
            if let run = call.repetition?.run {
                return try await RunAnswer.wait(for: run, isTakenBack: false, call, services, outcome: triggered)
            }
            if let start = call.body[startDate], !asked.mayStart(at: start, now: services.owned.now) {
                throw Problem([Problem.Field(field: "startDate", code: "in_the_past", message: ProblemText.past(WireDate.format(start)))])
            }
            let (connection, repetition) = (call.connection, call.repetition)
            let run = try await services.owned.carryOut(.triggerJob(name: asked.name, startsAt: call.body[startDate], actor: actor(call))) {
                db, run in
                try RunAnswer.requireOpen(connection, db)
                try repetition?.note(db, run: run)
            }
            return try await RunAnswer.wait(for: run, isTakenBack: false, call, services, outcome: triggered)
        },
        Route(
            .post, "/v1/jobs/{name}/pause", "pauseJob", group: "jobs", "Make no more runs of a job; those that exist go on.", places: [name.any],
            body: .members([note.any]), successes: [.json(.either(.named("JobWithDocument"), .named("Noop")), "The job.")], refusals: [.notFound]
        ) { call, services in
            let stored = try await job(call, services)
            if stored.state == .paused { return .noop("the job is paused", call.language) }
            try await services.owned.carryOut(.pauseJob(name: stored.job.name, note: call.body[note], actor: actor(call)))
            return try await view(try await job(call, services), call.language, services)
        },
        Route(
            .post, "/v1/jobs/{name}/resume", "resumeJob", group: "jobs", "Let a paused job go on.", places: [name.any],
            successes: [.json(.either(.named("JobWithDocument"), .named("Noop")), "The job.")], refusals: [.notFound]
        ) { call, services in
            let stored = try await job(call, services)
            if stored.state == .active { return .noop("the job is not paused", call.language) }
            try await services.owned.carryOut(.resumeJob(name: stored.job.name, actor: actor(call)))
            return try await view(try await job(call, services), call.language, services)
        },
        Route(
            .post, "/v1/jobs/{name}/backfill", "backfillJob", group: "jobs", "Make up for what past dates of a job lack.", places: [name.any],
            body: .members([from.any, to.any, selection.any]),
            successes: [
                .json(
                    .object([
                        (
                            "items",
                            .list(
                                .object([
                                    ("run", .text()), ("startsAt", .instant), ("reports", .integer()), ("isRetried", .boolean), ("note", .text()),
                                ]))
                        )
                    ]), "The dates that are meant, and which of them are made up for.")
            ], refusals: [.notFound]
        ) { call, services in
            let name = try await job(call, services).job.name
            let now = services.owned.now
            let end = try call.body.span(from, to, mayBeEmpty: false).to
            let dataFolder = services.configuration.storage.data
            let backfill = try await services.reader.checked(
                Backfill(
                    job: name, connection: call.connection, from: try call.body.require(from), to: end ?? now,
                    selection: call.body[selection].flatMap(Backfill.Selection.init) ?? .missing), dataFolder: dataFolder)
            let items = try await services.reader.items(of: backfill, zones: services.owned.workspace.zones, now: now)
            if items.contains(where: \.isRetried) {
                try await services.reader.setAside(backfill, for: items, dataFolder: dataFolder)
                try await services.owned.carryOut(.backfill(backfill, actor: actor(call)))
            }
            return .json([
                "items": .array(
                    items.map { item in
                        [
                            "run": .string(item.run), "startsAt": .string(WireDate.format(item.startsAt)), "reports": .integer(item.reports),
                            "isRetried": .boolean(item.isRetried), "note": .string(call.language.telling(item.note)),
                        ]
                    })
            ])
        },
        Route(
            .get, "/v1/jobs/{name}/next", "listNextOccurrences", group: "jobs", "The next dates of a job.", places: [name.any],
            query: [count.any, ListAnswer.shape.any],
            successes: [ListAnswer.success(.named("Occurrence"), "Dates, ascending.")], refusals: [.notFound]
        ) { call, services in
            let (stored, now) = (try await job(call, services), services.owned.now)
            let decided = try await services.reader.decidedDates(ofJob: stored.job.name, from: now)
            let dates = OccurrenceView.next(
                call.query[count] ?? 10, of: stored.job, decided: decided, zones: services.owned.workspace.zones, now: now)
            return try ListAnswer.make(dates, next: nil, call)
        },
        Route(
            .get, "/v1/jobs/{name}/invites", "listInvitations", group: "jobs", "The invitations of a job, one an occurrence.", places: [name.any],
            query: ListAnswer.fields, successes: [ListAnswer.success(.named("Invitation"), "Invitations.")], refusals: [.notFound]
        ) { call, services in
            let name = try await job(call, services).job.name
            let (items, next) = ListAnswer.page(try await services.reader.invitations(jobs: [name], connection: call.connection), call)
            let shown = items.map { invitation in
                var invitation = invitation
                invitation.job = JobName.shown(invitation.job)
                return invitation
            }
            return try ListAnswer.make(shown, next: next, call)
        },
    ]

    /// What a triggered run brought: an autowebinar that is published, or actions that are all done.
    private static func triggered(_ record: RunRecord) -> JSON? {
        if let published = RunAnswer.published(record) { return published }
        let view = RunView(record)
        return view.state == .completed ? ["id": .string(view.id)] : nil
    }

    /// The job that the path names, where it is one of the connection.
    static func job(_ call: Call, _ services: GatewayServices) async throws -> StoredJob {
        let name = call.path["name"] ?? ""
        guard let stored = try await services.reader.job(name, of: call.connection) else {
            throw Problem(.notFound, ProblemText.noSuch(.job, name))
        }
        return stored
    }

    static func view(_ stored: StoredJob, _ language: Language, _ services: GatewayServices, status: Int = 200) async throws -> Answer {
        let view = try await views(of: [stored], count: 5, language, services)[0]
        guard case .object(var members) = try JSON(json: try Answer.encode(view)) else { return .noContent }
        var job = stored.job
        job.name = JobName.shown(job.name)
        members["document"] = try job.document()
        return .json(.object(members), status: status)
    }

    private static func views(
        of stored: [StoredJob], count: Int, _ language: Language, _ services: GatewayServices
    ) async throws -> [Told<JobView>] {
        try await services.reader.views(stored, count: count, zones: services.owned.workspace.zones, now: services.owned.now).map { view in
            var view = view
            view.name = JobName.shown(view.name)
            let detail = view.pausedReason.map(language.telling)
            view.pausedReason = view.pausedReason.map(TenantText.of)
            // Where it lies on the disk of the service is nobody's business else.
            view.file = view.file.map { URL(fileURLWithPath: $0).lastPathComponent }
            return Told(thing: view, detail: detail)
        }
    }
}
