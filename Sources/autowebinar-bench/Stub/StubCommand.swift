import ArgumentParser
import Foundation

/// `autowebinar-bench stub`: the API on loopback, as cheap as possible, for measurements.
struct StubCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stub", abstract: "Serves the calls of the benchmark on 127.0.0.1, as cheaply as possible.",
        discussion: "Ends on SIGTERM, and when its standard input is a pipe whose other end closes. GET /_stub/counts tells what was made.")

    @Option(help: "Port to listen on; 0 takes a free one.")
    var port: UInt16 = 0

    func run() throws {
        let server = try StubServer(port: port)
        // Written at once: a parent waits for this line.
        FileHandle.standardOutput.write(Data("listening on http://127.0.0.1:\(server.port)/v1\n".utf8))
        server.run()
    }
}
