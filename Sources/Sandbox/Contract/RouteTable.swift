/// Finds the operation of a method and path.
struct RouteTable: Sendable {
    private struct Route: Sendable {
        var operation: Operation
        var method: String
        var segments: [Substring]
    }

    private let routes: [Route]

    init(_ dialect: Dialect) {
        routes = Operation.allCases.map { operation in
            let route = dialect.route(of: operation)
            return Route(operation: operation, method: route.method, segments: Self.segments(route.path))
        }
    }

    /// The operation and its path parameters. An unknown path is refused with 404, a known one under another method with 405.
    func resolve(method: String, path: String) throws(Refusal) -> (operation: Operation, parameters: [String: String]) {
        let segments = Self.segments(path)
        var allowed: [String] = []
        for route in routes {
            guard let parameters = Self.match(route.segments, segments) else { continue }
            if route.method == method { return (route.operation, parameters) }
            allowed.append(route.method)
        }
        throw allowed.isEmpty ? .notFound("Path \(path)") : .wrongMethod(allowed: allowed)
    }

    /// One trailing slash is ignored: the documentation writes `/spaces/` as well as `/spaces`.
    private static func segments(_ path: String) -> [Substring] {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if segments.last == "" { segments.removeLast() }
        return Array(segments)
    }

    private static func match(_ template: [Substring], _ segments: [Substring]) -> [String: String]? {
        guard template.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (expected, found) in zip(template, segments) {
            if expected.hasPrefix("{") {
                guard !found.isEmpty else { return nil }
                parameters[String(expected.dropFirst().dropLast())] = String(found)
            } else if expected != found {
                return nil
            }
        }
        return parameters
    }
}
