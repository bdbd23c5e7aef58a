import LivedigitalAPI
import Testing

@testable import Orchestration

extension ContractCheck {
    /// A check of a document that is only paths, in YAML.
    static func of(
        _ paths: String, servers: String = "[{url: /v1}]", inForce: Contract = .assumed, _ choices: ContractChoices = ContractChoices()
    ) throws -> ContractCheck {
        let document = try OpenAPIDocument(text: "openapi: 3.0.0\nservers: \(servers)\npaths:\n\(paths)")
        return try ContractCheck(document, inForce: inForce, basePath: "/v1", choices: choices)
    }

    /// A check of updatePlayback alone, whose request has a name and these members.
    static func ofUpdate(_ members: String, _ choices: ContractChoices = ContractChoices()) throws -> ContractCheck {
        try of(
            """
              /spaces/{spaceId}/playbacks/{playbackId}:
                put: {operationId: updatePlayback, requestBody: {content: {application/json: {schema: {properties: {name: {}, \(members)}}}}}}
            """, choices)
    }

    func findings(of operation: OperationID) -> [String] {
        findings.filter { $0.operation == operation.rawValue }.map { "\($0.what): \($0.ours) | \($0.document)" }
    }
}
