// AutowebinarCommands: the command line, one folder a noun, one file a verb.
//
// Knows: arguments, exit statuses, tables, progress, prompts, signals.
// Must not know: SQL, HTTP, what a step does. A verb calls Orchestration and shows what comes back.
// May import: Orchestration and below, Spreadsheet, Sandbox, ArgumentParser, Logging, ServiceLifecycle, UnixSignals.
package import ArgumentParser

/// The command `autowebinar`.
package struct Autowebinar: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "autowebinar",
        abstract: "Recurring autowebinars for livedigital that run on time, survive every crash and collect their analytics.",
        discussion: """
            Exit status: 0 done, 1 failed, 2 differs, held or needs attention, 64 wrong use of the command line.
            With --json an error is the object {"error":{"exitStatus":1,"message":"…"}} on standard output.

            See it work without an account:   autowebinar demo
            Run a job now:                    autowebinar job run jobs/demo.yaml
            Run all jobs on time:             autowebinar apply jobs && autowebinar serve
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, ServeCommand.self, PlanCommand.self, ApplyCommand.self, DriftCommand.self, JobCommand.self, RunCommand.self,
            NextCommand.self, SessionCommand.self, InviteCommand.self, AnalyticsCommand.self, ConnectionCommand.self, SpaceCommand.self,
            RoomCommand.self, RecordCommand.self, ReportCommand.self, WebhookCommand.self, ContractCommand.self, KitCommand.self, DoctorCommand.self,
            BackupCommand.self,
            RestoreCommand.self, SandboxCommand.self,
        ])

    package init() {}
}
