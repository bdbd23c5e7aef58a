import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Recurrence

/// Looks over everything that the service depends on. It only reads.
package struct Diagnosis: Sendable {
    package enum State: String, Encodable, Sendable {
        case ok, attention, broken
    }

    package struct Finding: Sendable {
        package var check: String
        package var state: State
        /// What was seen, and what to do where it is not well.
        package var detail: String
    }

    private let workspace: Workspace
    private let mistakes: DiagnosticList?

    /// - Parameter mistakes: those of the configuration, in spite of which the workspace was made.
    package init(_ workspace: Workspace, mistakes: DiagnosticList? = nil) {
        self.workspace = workspace
        self.mistakes = mistakes
    }

    /// Less free disk than this needs attention.
    private static let wantedBytes = 500 << 20

    package func findings() async -> [Finding] {
        var findings = configuration + [zones, key]
        var reader: WorkspaceReader?
        var isReadable = true
        do {
            reader = try workspace.openForReading()
            findings += try await database(reader?.store)
        } catch {
            isReadable = false
            let path = workspace.configuration.storage.path
            let reason = (error as? StoreError)?.description ?? "\(path): \(StoreError.explain(error, at: path))"
            findings.append(Finding(check: "database", state: .broken, detail: reason))
        }
        findings.append(space)
        let (connections, clock) = await connections(reader, areKnown: isReadable)
        findings += connections
        let journal = try? await reader?.store.pool.read { try ClockCheck.problem($0, now: Date()) }
        // What was recorded while the clock was ahead proves nothing against livedigital's word.
        findings.append(clock.isShown ? clock.finding : journal.flatMap(Self.wrongClock) ?? clock.finding)
        findings += (try? await reader?.unservedWebhooks().map(Self.finding)) ?? []
        return findings
    }

    private var configuration: [Finding] {
        if let mistakes {
            return mistakes.diagnostics.map { Finding(check: "configuration", state: .broken, detail: $0.description) } + [
                Finding(check: "configuration", state: .attention, detail: "what follows goes by what could be read of it, and by the defaults")
            ]
        }
        let file = workspace.configuration.file ?? "no file, the defaults"
        let contract = workspace.configuration.livedigital.contract.map { ", contract \($0)" } ?? ""
        if workspace.configuration.storage.synchronous == .normal {
            return [
                Finding(
                    check: "configuration", state: .attention,
                    detail: "\(file)\(contract); storage.synchronous is normal: a power cut may lose steps and make things twice")
            ]
        }
        return [Finding(check: "configuration", state: .ok, detail: file + contract)]
    }

    private var zones: Finding {
        do {
            _ = try workspace.zones.zone("Europe/Moscow")
            return Finding(check: "time zones", state: .ok, detail: "\(workspace.zones.path), version \(workspace.zones.version ?? "unknown")")
        } catch {
            return Finding(check: "time zones", state: .broken, detail: "\(error.message); \(error.hint)")
        }
    }

    private var key: Finding {
        let path = workspace.configuration.secrets.keyFile
        do {
            _ = try workspace.masterKey()
            return Finding(check: "key file", state: .ok, detail: path)
        } catch {
            let isNeeded = FileManager.default.fileExists(atPath: path) || hasStoredTokens
            return isNeeded
                ? Finding(check: "key file", state: .broken, detail: "\(error)")
                : Finding(check: "key file", state: .ok, detail: "\(path) is made with the first connection")
        }
    }

    private var hasStoredTokens: Bool {
        guard let reader = try? workspace.openForReading() else { return false }
        return (try? reader.store.pool.read { try ConnectionTable.fetchAll($0).isEmpty }) == false
    }

    /// The folders that are written to; the first that cannot be, or the database's.
    private var space: Finding {
        let storage = workspace.configuration.storage
        let database = Self.space(URL(fileURLWithPath: storage.path).deletingLastPathComponent().path, "storage.path")
        let root = URL(fileURLWithPath: storage.data).path
        // Reports and recordings lie in folders of their own.
        let folders = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).map { "\(root)/\($0)" }.filter(Self.isFolder).sorted()
        let spaces = ([root] + folders).map { Self.space($0, "storage.data") }
        let data = spaces.first { $0.state != .ok } ?? spaces[0]
        return database.state == .ok && data.state != .ok || database.state == .attention && data.state == .broken ? data : database
    }

    /// - Parameter key: what names the folder in the configuration.
    private static func space(_ folder: String, _ key: String) -> Finding {
        var existing = folder
        while !FileManager.default.fileExists(atPath: existing), existing != "/" { existing = (existing as NSString).deletingLastPathComponent }
        guard isFolder(existing) else {
            return Finding(check: "disk", state: .broken, detail: "\(existing) is a file, not a folder; choose another \(key)")
        }
        guard let free = try? FileManager.default.attributesOfFileSystem(forPath: existing)[.systemFreeSize] as? NSNumber else {
            return Finding(check: "disk", state: .attention, detail: "the free space of \(existing) cannot be read")
        }
        guard access(existing, W_OK) == 0 else {
            return Finding(check: "disk", state: .broken, detail: "\(existing) (\(key)) cannot be written; check its owner and permissions")
        }
        let detail = "\(free.int64Value >> 20) MiB free for \(folder)"
        return Finding(check: "disk", state: free.intValue < wantedBytes ? .attention : .ok, detail: detail)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private func database(_ store: Store?) async throws -> [Finding] {
        guard let store else {
            return [Finding(check: "database", state: .ok, detail: "\(workspace.configuration.storage.path) is made with the first run")]
        }
        try await store.pool.read { try Store.refuseWhatIsNotOurs($0, Workspace.migrator, path: store.path) }
        let files: [String] = ["", "-wal", "-shm"].map { store.path + $0 } + [OwnerLock.path(of: store.path)]
        let unwritable = files.filter { access($0, F_OK) == 0 && access($0, R_OK | W_OK) != 0 }
        let (now, dataFolder) = (Date(), workspace.configuration.storage.data)
        let (verdict, failed, jobs, held, paused, reports) = try await store.pool.read { db in
            (
                try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer",
                try RunRecord.retriable(db, since: now.later(by: .zero - Self.memory), now: now),
                try JobTable.fetchPaused(db),
                try String.fetchAll(db, sql: "SELECT key FROM flow WHERE state = 8 ORDER BY id LIMIT 5"),
                try String.fetchAll(db, sql: "SELECT name FROM lane WHERE paused_ms IS NOT NULL ORDER BY name"),
                try Self.reports(db, dataFolder: dataFolder)
            )
        }
        var findings = [
            Finding(
                check: "database", state: verdict == "ok" ? .ok : .broken,
                detail: verdict == "ok" ? store.path : "\(store.path): \(verdict); restore a backup")
        ]
        findings += unwritable.map {
            Finding(check: "database", state: .broken, detail: "\($0) cannot be written; check its owner and permissions")
        }
        if !held.isEmpty {
            findings.append(
                Finding(
                    check: "runs", state: .attention,
                    detail: "held, waiting for an answer: \(held.joined(separator: ", ")); see: autowebinar run show ID"))
        }
        if !paused.isEmpty {
            findings.append(
                Finding(check: "runs", state: .attention, detail: "waiting until the connection works again: \(paused.joined(separator: ", "))"))
        }
        if !failed.isEmpty {
            findings.append(
                Finding(
                    check: "runs", state: .attention,
                    detail:
                        "failed in the last \(DurationText.format(Self.memory)): \(failed.few); mend the cause, then: autowebinar run retry ID; "
                        + "it goes on as the run was planned, so where the job was wrong, mend and apply that: dates to come are made anew")
            )
        }
        let (broken, stopped) = (jobs.filter { $0.pausedBy == "service" }, jobs.filter { $0.pausedBy != "service" })
        if !broken.isEmpty {
            let detail =
                "paused after failures: \(broken.map(\.job.name).few); see: autowebinar job show NAME, then: autowebinar job resume NAME"
            findings.append(Finding(check: "jobs", state: .attention, detail: detail))
        }
        if !stopped.isEmpty {
            findings.append(Finding(check: "jobs", state: .ok, detail: "paused by a person: \(stopped.map(\.job.name).few)"))
        }
        return findings + reports
    }

    /// How far back runs that failed are told of.
    private static let memory = Duration.seconds(7 * 86_400)

    private static func finding(_ webhook: SpaceWebhook) -> Finding {
        Finding(
            check: "webhook of \(webhook.spaceId)", state: .attention,
            detail: "\(webhook.doubt ?? webhook.note ?? webhook.state.rawValue); the poller serves the space meanwhile")
    }

    private static func wrongClock(_ problem: String) -> Finding { Finding(check: "clock", state: .broken, detail: problem) }

    /// What livedigital says through each connection, and by its clock of ours.
    ///
    /// - Parameter areKnown: false where those that are stored cannot be read.
    private func connections(_ reader: WorkspaceReader?, areKnown: Bool) async -> ([Finding], clock: (finding: Finding, isShown: Bool)) {
        var clock = (finding: Finding(check: "clock", state: .ok, detail: "livedigital was not asked"), isShown: false)
        if mistakes != nil {
            // A token must not go to an address that nobody meant.
            return ([Finding(check: "connections", state: .attention, detail: "not asked while the configuration is wrong")], clock)
        }
        var names = (try? await reader?.connections().map(\.name)) ?? []
        if workspace.environmentToken != nil, !names.contains(Connection.defaultName) { names.append(Connection.defaultName) }
        if names.isEmpty {
            guard areKnown else { return ([], clock) }
            let none = Finding(check: "connections", state: .attention, detail: "there is none; add one with: autowebinar connection add")
            return ([none] + (await missing(reader, besides: names)), clock)
        }
        let accounts = workspace.accounts(reader)
        var findings: [Finding] = []
        for name in names {
            var client: LivedigitalClient?
            do {
                client = try await accounts.client(name)
                let user = try await client?.getMe()
                findings.append(Finding(check: "connection \(name)", state: .ok, detail: user?.email ?? user?.id ?? "works"))
            } catch {
                findings.append(Finding(check: "connection \(name)", state: .broken, detail: "\(error)"))
            }
            if let shown = client?.serverDate {
                // One that disagrees is told, whoever agrees.
                if let problem = ClockCheck.problem(shown, connection: name) {
                    clock = (Finding(check: "clock", state: .attention, detail: problem), true)
                } else if !clock.isShown {
                    clock = (Finding(check: "clock", state: .ok, detail: "agrees with livedigital's (connection \(name))"), true)
                }
            } else if client != nil, !clock.isShown {
                clock.finding = Finding(
                    check: "clock", state: .attention, detail: "livedigital's could not be heard; a service that starts now plans nothing before")
            }
        }
        return (findings + (await missing(reader, besides: names)), clock)
    }

    /// The connections that something needs and that are not there. The token of `default` may be known to the service alone.
    private func missing(_ reader: WorkspaceReader?, besides names: [String]) async -> [Finding] {
        let uses = (try? await reader?.connectionUses()) ?? [:]
        return uses.filter { $0.key != Connection.defaultName && !names.contains($0.key) }.sorted { $0.key < $1.key }.map { name, use in
            let needs = "\((use.jobs + use.runs).few) would use it; what runs waits until it is added"
            let detail = "there is none, and \(needs): autowebinar connection add \(name)"
            return Finding(check: "connection \(name)", state: .attention, detail: detail)
        }
    }
}
