package import ArgumentParser
import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration
import Recurrence

/// `autowebinar job run`.
package struct JobRun: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a job's next occurrence now, in the foreground.",
        discussion: """
            An unfinished run of the job goes on where it was, from what is stored, whatever the clock and the file say now. Otherwise the next
            occurrence is run; a job without a schedule starts ten seconds from now, and analytics are collected at once. Nothing new is begun while
            this machine's clock stands before the journal or is more than two minutes off livedigital's. Ctrl-C stops in order, and nothing is
            lost: the same command goes on. While it works it also goes on with every other run of the same database that is due.

              autowebinar job run jobs/demo.yaml
              autowebinar job run jobs/demo.yaml --start 2026-12-01T16:00:00Z --until published
              autowebinar job run jobs/demo.yaml --json | tail -n 1
            """)

    /// Where a foreground run may end before its end.
    enum Milestone: String, ExpressibleByArgument, CaseIterable { case published }

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The job file.") var file: String
    @Option(help: "For a job without a schedule: an instant such as 2026-12-01T16:00:00Z, or so much later than now (default: +10s).")
    var start: StartOption?
    @Option(help: "End as soon as the autowebinar is published; the rest is left to a later run.") var until: Milestone?

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let now = Date()
        let job = try JobFile.read(path: file, zones: workspace.zones, holidays: workspace.holidays)
        try workspace.check([job])
        if job.job.schedule != nil, start != nil {
            throw ValidationError("\(file) has a schedule, which says when it runs; --start is for a job without one.")
        }
        let runner = JobRunner(workspace)
        // Only a showing needs time to be made.
        let start = self.start?.date(from: now) ?? (job.job.autowebinar == nil ? now : StartOption.after(.seconds(10)).date(from: now))
        // Asked before anything is opened for writing: a job that cannot run leaves no trace.
        let reader = try workspace.openForReading()
        if case .resume(let key) = try await runner.plan(job, start: start, reader: reader, now: now) {
            try await refuseOtherStart(than: key, reader)
            tellOtherDates(than: key, of: job.job, zones: workspace.zones)
        }
        let owned = try OwnedWorkspace(workspace, purpose: "autowebinar job run \(job.job.name)", faults: FaultInjection.current)
        if let problem = try await owned.clockProblem(connection: job.job.connection, now: now) {
            guard case .resume = try await runner.plan(job, start: start, reader: owned.reader, now: now) else {
                throw Console.fail("Nothing is planned: \(problem).")
            }
            Console.error("The run goes on as it was planned, but \(problem).")
        }
        let (until, json) = (until, global.json)
        let work: @Sendable () async throws -> RunView = {
            // Runs that wait for a token are tried again: whoever runs the command again has perhaps mended it, else they wait on.
            try await owned.working(after: .openConnection(name: job.job.connection)) {
                let key: String
                switch try await runner.plan(job, start: start, reader: owned.reader, now: now) {
                case .resume(let unfinished): key = unfinished
                case .begin(let startsAt):
                    let begun = try await runner.begin(job.job, startsAt: startsAt, in: owned, now: now)
                    key = begun.key
                    if !begun.isNew { Console.error("\(key) has run already and is not made a second time.") }
                }
                if !json { Console.print("Run \(key)") }
                let watch = RunWatch(reader: owned.reader, key: key, progress: json ? nil : StepProgress())
                return try await watch.untilRest(stopWhenPublished: until == .published)
            }
        }
        let view: RunView
        do {
            view = try await untilInterrupted(work)
        } catch is Interrupted {
            // Whoever asked for JSON gets the run as it stands.
            if json, case .resume(let key) = try await runner.plan(job, start: start, reader: owned.reader, now: now),
                let view = try await owned.reader.run(key)
            {
                Console.print(try Console.jsonText(view))
            }
            throw Console.fail("Stopped in order; nothing is lost. Go on with: autowebinar job run \(file)", status: .interrupted)
        }
        if json {
            Console.print(try Console.jsonText(view))
        } else {
            RunSummary(view).print()
        }
        if let status = view.exitStatus(isEnoughPublished: until == .published) { throw status }
    }

    /// A file without the date of the unfinished run may be a copy of another job's whose name was forgotten.
    private func tellOtherDates(than unfinished: String, of job: Job, zones: ZoneDatabase) {
        guard job.autowebinar != nil, job.schedule != nil,
            let date = WireDate.parse(String(RunKey.occurrence(of: unfinished).dropFirst(RunKey.prefix(of: job.name).count)))
        else { return }
        if case .occurrences(let dates)? = try? job.next(1, from: date, zones: zones), dates.first?.startsAt == date { return }
        Console.error(
            "The run \(unfinished) has not ended and goes on first, as it was made; its start is none of the dates of \(file). If that is another webinar, "
                + "give it a name of its own in \(file).")
    }

    /// An instant that was asked for must not be passed over in silence; so much later than now is any.
    private func refuseOtherStart(than unfinished: String, _ reader: WorkspaceReader?) async throws {
        guard case .at(let date) = start, let startsAt = try await reader?.run(unfinished)?.startsAt, startsAt != WireDate.format(date)
        else { return }
        throw Console.fail(
            "The run \(unfinished) has not ended, and is what this command goes on with; nothing was made for \(WireDate.format(date)). Leave --start out to "
                + "go on, or give the other webinar a job file of its own.")
    }
}
