import Curl
import Foundation
import Orchestration
import Recurrence

@testable import Gateway

/// Checks an answer against what the served OpenAPI document says of its operation.
enum DescribedAnswer {
    /// As it is served, without its way over the wire: the routes are the same for all.
    private static let document = OpenAPIDocument.make(Routes.all, components: Components.all(zones: ZoneDatabase().names))
    private static let routes = RouteTable(Routes.all)

    /// What is wrong with an answer; empty where it is as described, or where the document has no such operation.
    static func mistakes(_ method: String, _ target: String, _ response: HTTPResponse) -> [String] {
        let path = String(target.prefix { $0 != "?" })
        guard method != "HEAD", let route = try? routes.find(method: method, path: path).route else { return [] }
        let operation = document["paths"]?[route.path]?[method.lowercased()]
        guard let described = operation?["responses"]?[String(response.status)] else { return ["\(response.status) is not described"] }
        guard let type = response.header("Content-Type") else {
            return described["content"] == nil && response.body.isEmpty ? [] : ["an answer without a type"]
        }
        guard let content = described["content"]?[type] else { return ["\(type) is not described for \(response.status)"] }
        guard type.hasSuffix("json"), let schema = content["schema"] else { return [] }
        guard let value = try? JSON(json: response.body) else { return ["it is no JSON"] }
        return SchemaCheck(document: document).mistakes(value, schema)
    }
}
