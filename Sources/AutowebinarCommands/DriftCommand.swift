package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar drift`.
package struct DriftCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "drift", abstract: "Find what livedigital and the job files hold that is not as the service left it, and mend it.",
        discussion: """
            Exit status: 0 nothing has drifted, or all of it is mended; 2 something has; 1 a mistake. Without a switch nothing is changed. Sessions that
            have begun are never touched, and playbacks that no run made are never deleted.

            What the switches do, finding by finding (docs/drift.md says more):
              playbackVanished    --adopt cancels the run; --recreate makes playback and event again
              eventVanished       --adopt cancels the run; --recreate makes another event of the same playback
              playbackEdited      --adopt takes title and record into the run; --recreate sets them back
              playbackUnpublished --recreate publishes again
              eventRenamed        --adopt keeps the name
              eventMoved          --recreate replaces the event by one at its instant
              publishedByHand     --adopt gives the playback to the run that was to make it
              draftOrphaned, eventOrphaned  --delete-orphans deletes them
              jobEdited           --adopt keeps the stored job and forgets its file; --recreate applies the file
              jobFileGone         --adopt keeps the stored job and forgets its file

              autowebinar drift
              autowebinar drift --recreate
              autowebinar drift --delete-orphans --json
            """)

    enum Remedy: String, EnumerableFlag {
        case adopt, recreate, deleteOrphans

        static func help(for value: Remedy) -> ArgumentHelp? {
            switch value {
            case .adopt: "What is there now is right: take it over."
            case .recreate: "What was published, or is described, is right: make it so again."
            case .deleteOrphans: "Delete drafts and events of ours that no run owns."
            }
        }
    }

    @OptionGroup var global: GlobalOptions
    @Flag(exclusivity: .exclusive) var remedy: Remedy?

    package init() {}

    package func run() async throws {
        let check = DriftCheck(try global.workspace())
        let progress = ProgressLine("lists read")
        let remedy = remedy.flatMap { DriftFinding.Remedy(rawValue: $0.rawValue) }
        let (findings, wasForwarded) = try await reportingInterruption {
            let found = try await check.findings(now: Date()) { progress.show($0, of: $1) }
            progress.clear()
            guard let remedy else { return (found, false) }
            return try await check.mend(found, by: remedy, actor: operatorName, purpose: "autowebinar drift", faults: FaultInjection.current)
        }
        try show(
            findings, json: global.json, empty: "Nothing has drifted.", headings: ["FINDING", "OF", "DETAIL", remedy == nil ? "MENDED BY" : "MENDED"]
        ) {
            [
                $0.kind.rawValue, $0.run ?? $0.job ?? $0.spaceId ?? $0.connection ?? "-", $0.detail,
                remedy == nil ? $0.remedies.map(\.option).joined(separator: ", ") : $0.mended ?? "no",
            ]
        }
        if wasForwarded { Console.error("The process that owns the database carries it out.") }
        let unmended = findings.filter { $0.mended == nil }
        if let remedy, unmended.contains(where: { $0.remedies.contains(remedy) }) {
            Console.error("Not all of it is mended. What mended one thing may stand in the way of another: run the same command again.")
        }
        if !unmended.isEmpty { throw ExitCode.attention }
    }

    private func reportingInterruption<T: Sendable>(_ body: @escaping @Sendable () async throws -> T) async throws -> T {
        do {
            return try await untilInterrupted(body)
        } catch is Interrupted {
            throw Console.fail("Stopped in order; nothing is lost. What was begun goes on with the next command that works.", status: .interrupted)
        }
    }
}

extension DriftFinding.Remedy {
    /// As it is typed.
    fileprivate var option: String { self == .deleteOrphans ? "--delete-orphans" : "--\(rawValue)" }
}
