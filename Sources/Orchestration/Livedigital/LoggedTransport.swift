package import Curl
import Foundation
package import Logging

/// Sends requests and logs one line of each at level debug: what was asked, what came back, how long it took.
///
/// No token, no header, no body and no query is logged, and of a link that livedigital hands out only the host: it may open a report to whoever
/// reads it.
package struct LoggedTransport: HTTPTransport {
    private let transport: any HTTPTransport
    private let logger: Logger

    package init(_ transport: any HTTPTransport, logger: Logger) {
        self.transport = transport
        self.logger = logger
    }

    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard logger.logLevel <= .debug else { return try await transport.send(request) }
        let began = ContinuousClock.now
        let result: Result<HTTPResponse, HTTPFailure>
        do {
            result = .success(try await transport.send(request))
        } catch {
            result = .failure(error)
        }
        let elapsed = ContinuousClock.now - began
        var metadata: Logger.Metadata = [
            "method": "\(request.method)", "address": "\(Self.address(of: request))", "milliseconds": "\(elapsed / .milliseconds(1))",
        ]
        switch result {
        case .success(let response):
            metadata["status"] = "\(response.status)"
            metadata["bytes"] = "\(response.body.count)"
        case .failure(let failure):
            metadata["failure"] = "\(failure.code)"
            metadata["sent"] = "\(failure.requestWasSent)"
        }
        logger.debug("request", metadata: metadata)
        return try result.get()
    }

    private static func address(of request: HTTPRequest) -> String {
        guard let url = URLComponents(string: request.url), let host = url.host else { return "malformed" }
        let port = url.port.map { ":\($0)" } ?? ""
        return request.bearerToken == nil ? "\(host)\(port)" : "\(host)\(port)\(url.percentEncodedPath)"
    }
}
