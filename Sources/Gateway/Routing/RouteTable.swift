import Foundation

/// All operations, and how one is found.
struct RouteTable: Sendable {
    let routes: [Route]
    private let segments: [[Substring]]

    init(_ routes: [Route]) {
        self.routes = routes
        segments = routes.map { Self.segments($0.path) }
    }

    /// The operation of a request and the parts of its path.
    ///
    /// - Parameter path: still percent-encoded; one slash at its end is ignored.
    func find(method: String, path: String) throws(Problem) -> (route: Route, path: [String: String]) {
        guard path.removingPercentEncoding != nil else { throw Problem(.invalidRequestParams, ProblemText.notPercentEncoding) }
        let found = Self.segments(path)
        var allowed: [String] = []
        var best: (route: Route, path: [String: String], literals: Int)?
        for (route, template) in zip(routes, segments) {
            guard let parameters = Self.match(template, found) else { continue }
            // HEAD is GET without the body (RFC 9110, section 9.3.2).
            guard route.method.rawValue == method || method == "HEAD" && route.method == .get else {
                allowed.append(route.method.rawValue)
                continue
            }
            let literals = template.count - parameters.count
            if best.map({ literals > $0.literals }) ?? true { best = (route, parameters, literals) }
        }
        if let best { return (best.route, best.path) }
        guard !allowed.isEmpty else { throw Problem(.notFound, ProblemText.noSuchPath(path)) }
        let methods = Set(allowed.contains("GET") ? allowed + ["HEAD"] : allowed).sorted()
        throw Problem(.methodNotAllowed, ProblemText.wrongMethod(method, allowed: methods), headers: ["Allow": methods.joined(separator: ", ")])
    }

    static func segments(_ path: String) -> [Substring] {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if segments.last == "" { segments.removeLast() }
        return Array(segments)
    }

    private static func match(_ template: [Substring], _ segments: [Substring]) -> [String: String]? {
        guard template.count == segments.count else { return nil }
        var parameters: [String: String] = [:]
        for (expected, found) in zip(template, segments) {
            if expected.hasPrefix("{") {
                guard let value = found.removingPercentEncoding, !value.isEmpty else { return nil }
                parameters[String(expected.dropFirst().dropLast())] = value
            } else if expected != found {
                return nil
            }
        }
        return parameters
    }
}
