import DurableFlow
import Foundation
import LivedigitalAPI
import Logging

/// Plans what falls due for as long as it runs.
struct PlannerLoop: Sendable {
    var owned: OwnedWorkspace
    var planner: Planner
    var logger: Logger
    /// Says that the clock must not be trusted, or not yet; nil where it may.
    var clockProblem: @Sendable () async -> String?

    /// Sleeps are that long at most, so that a clock that is set is noticed.
    private static let longestSleep = Duration.seconds(15)
    /// How often it is looked whether something was applied, resumed or moved; two look-ups in indexes.
    private static let glance = Duration.seconds(1)

    /// Works until cancelled.
    ///
    /// - Throws: what made the database unusable.
    func run() async throws {
        var lastProblem: String?
        while !Task.isCancelled {
            var problem = await clockProblem()
            if problem == nil {
                let progress = try await advance()
                problem = progress.clockProblem
                for notice in progress.notices { logger.warning("\(notice)") }
                if progress.planned > 0 { logger.info("planned", metadata: ["runs": "\(progress.planned)"]) }
                if problem == nil, let next = progress.next, next <= owned.now { continue }
            }
            if let problem, problem != lastProblem { logger.error("nothing is planned: \(problem)") }
            if problem == nil, lastProblem != nil { logger.notice("the clock is right; planning goes on") }
            lastProblem = problem
            await sleep(isHeld: problem != nil)
        }
    }

    private func advance() async throws -> Planner.Progress {
        // Nothing is wrong with the clock, so that whoever was heard agrees with it.
        let (planner, isConfirmed) = (planner, !owned.accounts.serverDates.isEmpty)
        return try await owned.engine.change { journal, db, now in try planner.advance(db, journal, now: now, isConfirmed: isConfirmed) }
    }

    /// Sleeps until the next planning is due, which another may bring forward meanwhile.
    private func sleep(isHeld: Bool) async {
        let deadline = ContinuousClock.now + Self.longestSleep
        while !Task.isCancelled, ContinuousClock.now < deadline {
            let next = try? await owned.reader.nextPlanning()
            let wait = next.flatMap { $0 }.map { $0.timeIntervalSince(owned.now) } ?? .infinity
            if wait <= 0, !isHeld { return }
            try? await Task.sleep(for: min(Self.glance, .milliseconds(Int64(max(1, min(wait, 60) * 1000)))))
        }
    }
}
