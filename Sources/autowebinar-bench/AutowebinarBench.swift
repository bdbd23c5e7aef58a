// autowebinar-bench: measures the durable engine against a floor that is as fast as plain code gets, and exports, the waiting service and plans
// against their limits.
//
// Knows: the playback calls of the API, how to count time, CPU, memory and commits, and the gates that must be passed.
// Must not know: the sandbox. It measures the product's own targets and changes nothing in them.
// May import: CLibcurl, Curl, DurableFlow, LivedigitalAPI, Orchestration, Recurrence, Spreadsheet, Crypto, GRDB, GRDBSQLite, ArgumentParser, Foundation.
import ArgumentParser

@main
struct AutowebinarBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autowebinar-bench",
        abstract: "Measures durable steps per second, what a step costs, exports, a service with much to wait for, plans, and events taken in.",
        subcommands: [
            CompareCommand.self, FlowsCommand.self, RecoverCommand.self, FloorCommand.self, StubCommand.self,
            UnfinishedCommand.self, ExportCommand.self, WaitingCommand.self, PlanCommand.self, IngestCommand.self,
        ])
}
