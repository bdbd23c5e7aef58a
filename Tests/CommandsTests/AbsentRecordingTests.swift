import DurableFlow
import Foundation
import GRDB
import Orchestration
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct AbsentRecordingTests {
    private static let record = "6a0d80482b949f07df0e77f3"

    /// Writes down that livedigital told of the recording's end, as the service does.
    private func tellOfEnd(_ trial: Trial) async throws {
        let path = trial.account.storage.appendingPathComponent("autowebinar.sqlite").path
        let store = try Store.open(path: path, synchronous: .full) { Workspace.registerMigrations(in: &$0) }
        let event = Event(.recordFailed, key: Self.record, at: Date(), connection: Orchestration.Connection.defaultName, subject: Event.Subject())
        try await store.pool.write { db in _ = try EventTable.insert(db, event, now: Date()) }
        try store.pool.close()
    }

    @Test("Of a recording without a file both commands say that it is not finished, and that it never will be where that is known")
    func absent() async throws {
        try await Trial.run { trial in
            let commands = [["record", "download", Self.record], ["record", "link", "--record", Self.record]]
            for sentence in ["is not finished yet; try again later.", "failed and will never be there."] {
                for command in commands {
                    let result = try await trial.command(command + ["--space", "Маркетинг", "--room", "Демо-зал", "--json"])
                    #expect(result.status == 1)
                    #expect((result.output + result.errors).contains("The recording \(Self.record) \(sentence)"), "\(result.output) \(result.errors)")
                }
                try await tellOfEnd(trial)
            }
        }
    }
}
