import ArgumentParser
import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

/// Has a personal link made for each guest of a list, by the owner of the database or by this process, and hands the links out in a file.
///
/// Each guest's link is a run of a natural key, so that whoever was killed or stopped gives the same list again and gets one link for each guest.
struct GuestInvitations: Sendable {
    var workspace: Workspace
    var connection: String
    var list: GuestList
    var isSilent: Bool

    private let began = Date()
    private var purpose: String { "autowebinar invite personal" }

    /// How many orders go into one transaction.
    private static let batch = 100
    /// How many runs are looked at each time.
    private static let window = 200
    /// How often the database is read.
    private static let interval = Duration.milliseconds(200)

    init(workspace: Workspace, connection: String, list: GuestList, isSilent: Bool) {
        self.workspace = workspace
        self.connection = connection
        self.list = list
        self.isSilent = isSilent
    }

    /// What became of one guest.
    struct Outcome: Sendable {
        /// Of its run; `waiting` where it was not begun.
        var state = RunView.State.waiting
        var error: String?
        var url: String?
        var expiresAt: String?
    }

    /// - Returns: what became of each guest, in the list's order, and whether it was stopped before all were done.
    func carryOut(spaceId: String, roomId: String) async throws -> (outcomes: [Outcome], isStopped: Bool) {
        let actor = operatorName
        let orders = list.guests.enumerated().map { number, guest in
            guest.order(
                spaceId: spaceId, roomId: roomId, connection: connection, opensConnection: number == 0, actor: actor)
        }
        var isStopped = false
        do {
            try await untilInterrupted { try await work(on: orders) }
        } catch is Interrupted {
            isStopped = true
        }
        return (try await outcomes(of: orders.map(\.key)), isStopped)
    }

    private func work(on orders: [ActionOrder]) async throws {
        let batches = stride(from: 0, to: orders.count, by: Self.batch).map {
            OwnerOrder.actAll(Array(orders[$0..<min($0 + Self.batch, orders.count)]))
        }
        let keys = orders.map(\.key)
        do {
            let owned = try OwnedWorkspace(workspace, purpose: purpose, faults: FaultInjection.current)
            // Runs that wait for a token are tried again, as by a single invitation.
            try await owned.working(after: .openConnection(name: connection)) {
                for batch in batches { try await owned.carryOut(batch) }
                try await follow(keys, owned.reader)
            }
        } catch is OwnerLock.Taken {
            for batch in batches {
                try Task.checkCancellation()
                _ = try await batch.give(in: workspace, purpose: purpose)
            }
            guard let reader = try workspace.openForReading() else { throw OperatorError("the database is gone") }
            try await workspace.attending(purpose: purpose, faults: FaultInjection.current) { try await follow(keys, reader) }
        }
    }

    /// Waits until each run rests.
    private func follow(_ keys: [String], _ reader: WorkspaceReader) async throws {
        let progress = ProgressLine("links")
        defer { progress.clear() }
        var pending = keys
        while true {
            let looked = Array(pending.prefix(Self.window))
            let runs = try await reader.latestRuns(ofKeys: looked)
            pending = zip(looked, runs).filter { !($1.map(Self.rests) ?? false) }.map(\.0) + pending.dropFirst(looked.count)
            if !isSilent { progress.show(keys.count - pending.count, of: keys.count) }
            if pending.isEmpty { return }
            try await Task.sleep(for: Self.interval)
        }
    }

    private static func rests(_ record: RunRecord) -> Bool {
        let view = RunView(record)
        return view.state.isFinal || view.state == .held || view.pausedReason != nil
    }

    private func outcomes(of keys: [String]) async throws -> [Outcome] {
        guard !keys.isEmpty, let reader = try workspace.openForReading() else { return keys.map { _ in Outcome() } }
        let records = try await reader.latestRuns(ofKeys: keys)
        let masterKey = records.contains { $0?.state == .completed } ? try workspace.masterKey() : nil
        return try records.map { record in
            guard let record else { return Outcome() }
            let view = RunView(record)
            guard view.state == .completed else { return Outcome(state: view.state, error: view.error) }
            let members = try ActionOutcome.all(of: record, opening: masterKey).last?.result ?? [:]
            let expiresAt = members["expiresAt"]?.plainText
            // The link of an earlier time, whose successor was not begun any more.
            if let end = expiresAt.flatMap(WireDate.parse), end <= began { return Outcome() }
            return Outcome(state: view.state, url: members["url"]?.plainText, expiresAt: expiresAt)
        }
    }
}
