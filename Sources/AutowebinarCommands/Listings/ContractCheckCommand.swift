package import ArgumentParser
import DurableFlow
import Foundation
import LivedigitalAPI
import Orchestration

/// `autowebinar contract check`.
package struct ContractCheckCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Compare the table with livedigital's own OpenAPI document, and write the override that mends it.",
        discussion: """
            The document may be JSON, YAML or the swagger-ui-init.js of a Swagger page, in a file or at an address.

              autowebinar contract check openapi.yaml
              autowebinar contract check https://moodhood-api.livedigital.space/doc --write contract.yaml
              export AUTOWEBINAR_LIVEDIGITAL_CONTRACT=contract.yaml

            Without --write it exits with 2 where something differs, with it where something is left that no override mends. What the document leaves open is asked on a terminal, else by these options.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The document: a file or an address.") var document: String
    @Option(help: "The override file to write; it must not be there yet.") var write: String?
    @Option(help: "The member of updatePlayback that carries the record.") var recordMember: String?
    @Option(help: "The member of updatePlayback that carries whether it is published.") var publishedMember: String?
    @Option(help: "The value of it that means published.") var publishedValue: String?
    @Option(help: "The value of it that means not published.") var unpublishedValue: String?
    @Option(name: .customLong("operation"), help: "OURS=THEIRS: the document's id of an operation that it names otherwise. May be repeated.")
    var operations: [String] = []

    package init() {}

    package func validate() throws { _ = try namedOperations() }

    package func run() async throws {
        let workspace = try global.workspace()
        let basePath = URLComponents(string: workspace.configuration.livedigital.baseURL)?.path ?? ""
        let text = try await OpenAPISource(document).text()
        let choices = ContractChoices(
            recordMember: recordMember, publishedMember: publishedMember, publishedValue: publishedValue, unpublishedValue: unpublishedValue,
            operations: try namedOperations())
        do {
            let described = try OpenAPIDocument(text: text)
            let asks = write != nil && isatty(STDIN_FILENO) == 1
            let check = { choices throws(ContractError) in
                try ContractCheck(described, inForce: workspace.contract, basePath: basePath, choices: choices)
            }
            try report(asks ? Self.answered(choices, check) : check(choices))
        } catch let problem as OpenAPIProblem {
            throw Console.fail("\(document) cannot be used: \(problem.text).")
        } catch let error as ContractError {
            throw Console.fail("\(document) cannot be followed: \(error)")
        }
    }

    private func report(_ check: ContractCheck) throws {
        try show(
            check.findings, json: global.json, empty: "The document says what the table says.", headings: ["OPERATION", "WHAT", "OURS", "DOCUMENT"]
        ) { [$0.operation, $0.what, $0.ours, $0.document] }
        if let place = check.findings.first(where: { $0.what == "baseURL" }) {
            throw Console.fail(
                "The document's operations lie below \(place.document), and livedigital.baseURL ends in \(place.ours): set it to where they lie, and "
                    + "check again. No override mends it\(write == nil ? "." : "; nothing was written.")", status: .attention)
        }
        for question in check.questions {
            let answers = question.answers.isEmpty ? "the document names none" : question.answers.joined(separator: ", ")
            Console.error("Left open: \(question.text) Say \(question.option) VALUE; there are: \(answers).")
        }
        guard let write else {
            if !check.findings.isEmpty || !check.questions.isEmpty { throw ExitCode.attention }
            return
        }
        guard check.questions.isEmpty else { throw Console.fail("Nothing was written.", status: .attention) }
        let left = check.findings.filter(\.isLeft)
        for finding in left {
            let words =
                switch finding.what {
                case "operation":
                    "No override mends \(finding.operation): \(finding.document); if the document calls it otherwise, say --operation \(finding.operation)=ID."
                case "answer":
                    "\(finding.operation) \(finding.ours), and its answer \(finding.document): name the id's member as idMember in the file."
                default: "No override mends \(finding.operation): \(finding.document), \(finding.ours)."
                }
            Console.error(words)
        }
        guard left.isEmpty || !check.overrides.isEmpty else { throw Console.fail("Nothing was written.", status: .attention) }
        try store(check.overrides, in: write)
        guard left.isEmpty else {
            let outcome = left.contains(where: \.isObstacle) ? "fails or is held" : "may be ignored by livedigital"
            throw Console.fail("It is not enough: what is named above \(outcome).", status: .attention)
        }
        Console.error("Set livedigital.contract to it.")
    }

    /// Writes the file whole or not at all, once it was read as the service will read it.
    private func store(_ overrides: [ContractOverride], in path: String) throws {
        let day = Date().formatted(.iso8601.year().month().day())
        let heading = [
            "livedigital as \(OpenAPISource(document).name) describes it, \(day).",
            "Written by autowebinar contract check; named by livedigital.contract.",
        ]
        do {
            let file = try WholeFile(path: path, permissions: 0o644)
            defer { file.discard() }
            try file.write(Data(overrides.text(heading: heading).utf8))
            _ = try Contract.inForce(file.draft)
            guard try file.publish(replacing: false) else {
                throw Console.fail("There is a file \(path) already; remove it, or give another name.")
            }
        } catch let failure as Failure {
            throw Console.fail(failure.message)
        }
        Console.error("Written: \(path), \(overrides.count.counted("row")).")
    }

    private func namedOperations() throws -> [OperationID: String] {
        var named: [OperationID: String] = [:]
        for text in operations {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let operation = OperationID(rawValue: parts[0]) else {
                throw ValidationError(
                    "\"\(text)\" is not OURS=THEIRS with OURS one of \(OperationID.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            named[operation] = parts[1]
        }
        return named
    }

    /// How often a question is asked before a wrong answer to it ends the command.
    private static let mostTries = 3

    /// The check with what the terminal answers to its questions, up to the first one that it leaves open with Ctrl-D.
    ///
    /// - Throws: the ``ContractError`` of the last wrong answer to one question.
    private static func answered(
        _ choices: ContractChoices, _ check: (ContractChoices) throws(ContractError) -> ContractCheck
    ) throws(ContractError) -> ContractCheck {
        var (choices, current, tries) = (choices, try check(choices), 0)
        while let question = current.questions.first {
            guard let answer = ask(question) else {
                Console.error("")
                return current
            }
            var next = choices
            next[keyPath: question.choice] = answer
            do {
                (current, choices, tries) = (try check(next), next, 0)
            } catch {
                tries += 1
                guard tries < mostTries else { throw error }
                Console.error("\(error)")
            }
        }
        return current
    }

    private static func ask(_ question: ContractChoices.Question) -> String? {
        Console.error(question.text)
        for (number, answer) in question.answers.enumerated() { Console.error("  \(number + 1)  \(answer)") }
        while true {
            FileHandle.standardError.write(Data("A number, or another name: ".utf8))
            guard let line = readLine()?.trimmingCharacters(in: .whitespaces) else { return nil }
            if let number = Int(line), question.answers.indices.contains(number - 1) { return question.answers[number - 1] }
            if !line.isEmpty { return line }
        }
    }
}
