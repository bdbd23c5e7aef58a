package import ArgumentParser
import Foundation
import Orchestration

/// `autowebinar restore`.
package struct RestoreCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the database; the present one is kept beside it.",
        discussion: """
            Nothing is changed while another process owns the database, or where the file is not a whole backup. Runs of the backup that were not
            finished then may have gone on since: each looks on livedigital first, and asks where it finds what may be its own.

              autowebinar restore /srv/backup/autowebinar-monday.sqlite
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The backup.", completion: .file()) var file: String

    package init() {}

    package func run() async throws {
        let workspace = try global.workspace()
        let restored = try Restoration.restore(workspace, from: file, now: Date(), purpose: "autowebinar restore")
        if global.json { return Console.print(try Console.jsonText(restored)) }
        Console.print("\(restored.database) now holds \(restored.file); runs: \(restored.runs)")
        if let kept = restored.kept { Console.print("What it held before: \(kept)") }
        if restored.unfinished > 0 {
            Console.print(
                "Runs that may have gone on after the backup: \(restored.unfinished). Before one creates anything, it looks whether it is there.")
        }
        for name in restored.lockedConnections {
            Console.print("The token of the connection \(name) was sealed with another key; add it anew: autowebinar connection add \(name)")
        }
    }
}
