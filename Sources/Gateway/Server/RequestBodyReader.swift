import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1

/// Reads the body of a request within bounds of size and time.
enum RequestBodyReader {
    /// The largest body that is taken.
    static let largest = 1 << 20
    /// A larger one is read on so far, so that its sender gets to see the refusal instead of a broken connection.
    private static let tolerated = 64 << 20

    struct Body: Sendable {
        var bytes = Data()
        /// Why it is refused; nil where it is whole.
        var problem: Problem?
        /// Whether the connection is past it, so that another request can follow.
        var isConsumed = true
    }

    /// - Parameter patience: how long the body may take.
    static func read(_ request: Request, patience: Duration) async -> Body {
        if request.headers[.contentLength] == nil, request.headers[.transferEncoding] == nil { return Body() }
        let body = request.body
        let read = try? await within(patience) { await collect(body) }
        return read ?? Body(problem: Problem(.requestTimeout, ProblemText.slowRequest), isConsumed: false)
    }

    private static func collect(_ body: RequestBody) async -> Body {
        var result = Body()
        var count = 0
        do {
            for try await buffer in body {
                count += buffer.readableBytes
                guard count <= tolerated else {
                    result.isConsumed = false
                    break
                }
                if count <= largest { result.bytes.append(contentsOf: buffer.readableBytesView) }
            }
        } catch is HTTPParserError {
            return Body(problem: Problem(.invalidRequestParams, ProblemText.notHTTP), isConsumed: false)
        } catch {
            // The client hung up in the middle; nobody reads the answer.
            return Body(problem: Problem(.requestTimeout, ProblemText.slowRequest), isConsumed: false)
        }
        if count > largest {
            result.bytes = Data()
            result.problem = Problem(.tooLarge, ProblemText.tooLarge)
        }
        return result
    }
}
