import Foundation
import ProcessHarness
import Sandbox

extension Scenario {
    /// Puts drafts into the account whose names nearly hold the marker of our run. Playbacks of the same title, and one with another run's
    /// marker, have been there from the beginning.
    ///
    /// The marker is on the disk before the first call is made, and nothing is looked up before the first call has settled, so a started
    /// process cannot overtake this.
    mutating func addDecoys() async throws {
        let token = try await marker()
        let names = ["⟦\(token.prefix(20))", "⟦\(token.dropLast())⟧", "⟦\(token)a⟧", token]
        var account = SandboxAccount()
        account.playbacks = names.map { name in
            SandboxAccount.Playback(
                id: UUID().uuidString.lowercased(), spaceId: Right.spaceId ?? "", name: "\(Right.title) \(name)", recordId: Right.recordId,
                createdAt: Date(timeIntervalSinceNow: -60))
        }
        try self.account.server.merge(account)
    }

    /// The marker of the run, as soon as the command has written it down.
    private func marker() async throws -> String {
        let database = account.storage.appendingPathComponent("autowebinar.sqlite").path
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            for file in [database + "-wal", database] {
                if let token = FileManager.default.contents(atPath: file).flatMap(Self.token) { return token }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw MarkerMissing()
    }

    private struct MarkerMissing: Error, CustomStringConvertible {
        var description: String { "the command wrote no marker of its run down" }
    }

    /// The first `run-` that 26 letters of base 32 follow.
    private static func token(in bytes: Data) -> String? {
        var rest = bytes[...]
        while let start = rest.range(of: Data("run-".utf8)) {
            let letters = rest[start.upperBound...].prefix(26)
            if letters.count == 26, letters.allSatisfy({ "abcdefghijklmnopqrstuvwxyz234567".utf8.contains($0) }) {
                return String(decoding: rest[start] + letters, as: UTF8.self)
            }
            rest = rest[start.upperBound...]
        }
        return nil
    }
}
