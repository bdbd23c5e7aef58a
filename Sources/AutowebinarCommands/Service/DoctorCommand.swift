package import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar doctor`.
package struct DoctorCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check configuration, storage, clock, zones and connections; changes nothing.",
        discussion: """
            Exit status 0: all is well; 2: something needs attention; 1: something is broken.

              autowebinar doctor
              autowebinar doctor --json
            """)

    @OptionGroup var global: GlobalOptions

    package init() {}

    struct Item: Encodable {
        var check: String
        var state: Diagnosis.State
        var detail: String
    }

    package func run() async throws {
        let workspace = try global.workspace()
        let findings = await Diagnosis(workspace).findings()
        let items = findings.map { Item(check: $0.check, state: $0.state, detail: $0.detail) }
        try show(items, json: global.json, empty: "", headings: ["CHECK", "STATE", "DETAIL"]) { [$0.check, $0.state.rawValue, $0.detail] }
        if items.contains(where: { $0.state == .broken }) { throw ExitCode.failure }
        if items.contains(where: { $0.state == .attention }) { throw ExitCode.attention }
    }
}
