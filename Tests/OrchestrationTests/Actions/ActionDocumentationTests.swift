import Foundation
import Testing

@testable import Orchestration

/// docs/actions.md says of each action what its definition says.
@Suite(.timeLimit(.minutes(5))) struct ActionDocumentationTests {
    private static let page: String = {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().appending(path: "../../../docs/actions.md")
        return (try? String(contentsOf: root.standardizedFileURL, encoding: .utf8)) ?? ""
    }()

    @Test("every action has its part, with its command, each parameter and each member of its result", arguments: ActionCatalog.all.map(\.name))
    func part(name: String) throws {
        let action = try #require(ActionCatalog.named(name))
        let part = try #require(Self.page.components(separatedBy: "\n## ").first { $0.hasPrefix("\(name)\n") })
        #expect(part.contains("`autowebinar \(action.command.joined(separator: " "))`"))
        let rows = part.matches(of: /(?m)^\| `(\w+)` \| ?(`?\w*`?) ?\|/)
        #expect(rows.map { String($0.output.1) } == action.parameters.map(\.name))
        for (row, parameter) in zip(rows, action.parameters) {
            let expected = parameter.isRequired ? "required" : parameter.defaultValue.map { "`\($0.plainText)`" } ?? ""
            #expect(String(row.output.2) == expected, "\(parameter.name)")
        }
        let gives = try #require(part.firstMatch(of: /(?m)^Gives (.+)\.$/)).output.1
        #expect(gives == action.results.map { "`\($0.name)`" }.joined(separator: ", "))
        if let warning = action.warning { #expect(part.contains(warning.english.dropFirst(4).prefix(20))) }
    }

    @Test("the page has no action that there is not")
    func nothingElse() {
        #expect(Self.page.matches(of: /(?m)^## (\w+)$/).map { String($0.output.1) } == ActionCatalog.all.map(\.name))
    }
}
