import Foundation

/// All operations, and how one is found.
struct RouteTable: Sendable {
    let routes: [Route]
    /// The operations by how many segments their paths have: few of them can be meant.
    private let candidates: [Int: [Candidate]]

    private struct Candidate {
        var index: Int
        var method: String
        var template: [Substring]
        /// Where the template has parameters, and their names.
        var parameters: [(place: Int, name: String)]

        func matches(_ segments: [Substring]) -> Bool {
            template.indices.allSatisfy { place in
                parameters.contains { $0.place == place } ? !segments[place].isEmpty : template[place] == segments[place]
            }
        }
    }

    init(_ routes: [Route]) {
        self.routes = routes
        let all = routes.enumerated().map { index, route in
            let template = Self.segments(route.path)
            let parameters = template.enumerated().filter { $1.hasPrefix("{") }.map { (place: $0, name: String($1.dropFirst().dropLast())) }
            return Candidate(index: index, method: route.method.rawValue, template: template, parameters: parameters)
        }
        candidates = Dictionary(grouping: all) { $0.template.count }
    }

    /// The operation of a request and the parts of its path.
    ///
    /// - Parameter path: still percent-encoded; one slash at its end is ignored.
    func find(method: String, path: String) throws(Problem) -> (route: Route, path: [String: String]) {
        guard Self.decoded(path[...]) != nil else { throw Problem(.invalidRequestParams, ProblemText.notPercentEncoding) }
        let found = Self.segments(path)
        let matching = (candidates[found.count] ?? []).filter { $0.matches(found) }
        // HEAD is GET without the body (RFC 9110, section 9.3.2).
        let meant = matching.filter { $0.method == method || method == "HEAD" && $0.method == "GET" }
        if let best = meant.min(by: { $0.parameters.count < $1.parameters.count }) {
            let parameters = best.parameters.map { ($0.name, Self.decoded(found[$0.place]) ?? "") }
            return (routes[best.index], Dictionary(uniqueKeysWithValues: parameters))
        }
        guard !matching.isEmpty else { throw Problem(.notFound, ProblemText.noSuchPath(path)) }
        let allowed = Set(matching.map(\.method))
        let methods = (allowed.contains("GET") ? allowed.union(["HEAD"]) : allowed).sorted()
        throw Problem(.methodNotAllowed, ProblemText.wrongMethod(method, allowed: methods), headers: ["Allow": methods.joined(separator: ", ")])
    }

    static func segments(_ path: String) -> [Substring] {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        if segments.last == "" { segments.removeLast() }
        return Array(segments)
    }

    /// Most parts of paths have nothing to decode.
    private static func decoded(_ text: Substring) -> String? {
        text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding : String(text)
    }
}
