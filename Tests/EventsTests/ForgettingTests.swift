import DurableFlow
import Foundation
import GRDB
import Logging
import ProcessHarness
import Testing

@testable import Orchestration

/// The service itself, as far as it forgets.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ForgettingTests {
    @Test func `a service that runs forgets by itself what is over for long`() async throws {
        let account = try await Account()
        var configuration = ServiceConfiguration()
        configuration.storage.path = account.storage.appending(path: "autowebinar.sqlite").path
        configuration.secrets.keyFile = account.storage.appending(path: "master.key").path
        configuration.livedigital.baseURL = account.baseURL
        let workspace = try Workspace(
            configuration: configuration, environment: ["AUTOWEBINAR_TOKEN": account.token],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let daemon = try Daemon(workspace, jobPaths: [])
        try await daemon.owned.engine.change { journal, db, now in
            try journal.audit(db, nil, "test", "long ago", now: now.addingTimeInterval(-401 * 86_400))
            try journal.audit(db, nil, "test", "last year", now: now.addingTimeInterval(-390 * 86_400))
        }
        let serving = Task {
            try await daemon.run(front: { _ in while true { try await Task.sleep(for: .seconds(60)) } }, onReady: { _, _ in })
        }
        func notes() throws -> [String] {
            try daemon.owned.reader.store.pool.read { try String.fetchAll($0, sql: "SELECT what FROM audit WHERE actor = 'test'") }
        }
        let deadline = ContinuousClock.now + .seconds(40)
        while try notes().count == 2, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(50)) }
        #expect(try notes() == ["last year"])
        serving.cancel()
        _ = await serving.result
        await account.end()
    }
}
