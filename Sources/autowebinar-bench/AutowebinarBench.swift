// autowebinar-bench: measures the durable engine against a floor that is as fast as plain code gets.
//
// Knows: the playback calls of the API, how to count time, CPU, memory and commits, and the gates that the engine must pass.
// Must not know: job files, schedules, the sandbox. It measures the product's own targets and changes nothing in them.
// May import: CLibcurl, Curl, DurableFlow, LivedigitalAPI, Orchestration, GRDB, GRDBSQLite, ArgumentParser, Foundation.
import ArgumentParser

@main
struct AutowebinarBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autowebinar-bench", abstract: "Measures durable steps per second, and what a step costs.",
        subcommands: [
            CompareCommand.self, FlowsCommand.self, RecoverCommand.self, FloorCommand.self, StubCommand.self,
            UnfinishedCommand.self,
        ])
}
