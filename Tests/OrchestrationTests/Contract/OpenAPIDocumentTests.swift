import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5)))
struct OpenAPIDocumentTests {
    @Test("the document may be JSON, YAML or the script of a Swagger page; anything else is told from it")
    func forms() throws {
        let json = #"{"openapi":"3.1.0","paths":{"/spaces":{"get":{"operationId":"getSpacesList","summary":"a } \" { b"}}}}"#
        for text in [
            json, "openapi: 3.0.0\npaths: {/spaces: {get: {}}}",
            "window.onload = function() { var options = {\n \"swaggerDoc\": \(json),\n \"x\": {} };",
        ] {
            #expect(try OpenAPIDocument(text: text).operations.map(\.path) == ["/spaces"])
        }
        let problems = [
            "<!doctype html>": "web page", "swagger: \"2.0\"\npaths: {}": "convert Swagger 2", "a: [": "neither JSON nor YAML", "": "empty",
            "openapi: 3.0.0\npaths: {}": "no operation", "var swaggerDoc = {": "no JSON object", "[1]": "no OpenAPI 3 document",
        ]
        for (text, hint) in problems {
            let problem = #expect(throws: OpenAPIProblem.self) { try OpenAPIDocument(text: text) }
            #expect(problem?.text.contains(hint) == true, "\(text): \(problem?.text ?? "")")
        }
    }
}
