import ArgumentParser
import LivedigitalAPI
import Orchestration

/// Asks livedigital with the client of a connection and turns its refusals into words.
func asking<T>(_ workspace: Workspace, _ connection: String, _ body: (LivedigitalClient) async throws -> T) async throws -> T {
    do {
        return try await body(workspace.accounts(try workspace.openForReading()).client(connection))
    } catch let error as LivedigitalError {
        throw Console.fail(error.description)
    } catch let error as SecretError {
        throw Console.fail(error.description)
    }
}

/// Says on standard error that a list is not whole, so that nobody takes it for all there is.
func warnIfIncomplete<Item>(_ listing: Listing<Item>, _ what: String) {
    if !listing.isComplete { Console.error("Not all \(what) are shown: livedigital has more than it lists at once.") }
}
