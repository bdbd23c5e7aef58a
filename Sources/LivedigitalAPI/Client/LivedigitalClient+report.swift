import Curl
package import Foundation

extension LivedigitalClient {
    /// The analytics report of an event (or of one of its sessions) as the bytes of an xlsx file.
    ///
    /// livedigital may send the bytes or a link to them, as text, as JSON or as a redirect; a link is fetched without the token. What
    /// begins and ends as a zip archive is a report. No body, JSON without a link, and 202, 204, 404, 409 and 425 mean that it is not there yet.
    ///
    /// - Parameter sessionId: needed only where ``Contract/reportTakesSessionId`` says so.
    package func report(
        spaceId: String, playbackId: String, eventId: String, sessionId: String? = nil
    ) async throws(LivedigitalError) -> Data {
        let values = PathValues(spaceId: spaceId, playbackId: playbackId, eventId: eventId, sessionId: sessionId)
        let call = try call(.getPlaybackSessionAnalyticsReport, values)
        if sessionId == nil, contract.reportTakesSessionId {
            throw call.failure(.refused, "the path \(call.row.path) asks for a session, and none was given; nothing was sent")
        }
        return try await file(call, as: .xlsx)
    }

    /// Sends a call of the report kind and gives the report's bytes.
    func file(_ call: Call, as format: ReportFormat) async throws(LivedigitalError) -> Data {
        let response = try await send(call, accept: "*/*")
        switch response.status {
        case 202, 204, 404, 409, 425: throw notReady(call, response, response.status == 404 ? call.absentReportAdvice : nil)
        case 300..<400:
            guard let location = response.field("location") else { throw failure(call, response) }
            return try await linked(location, call, as: format)
        case 200..<300: break
        default: throw failure(call, response)
        }
        switch ReportAnswer(response.body, as: format) {
        case .file: return response.body
        case .link(let link): return try await linked(link, call, as: format)
        case .nothing: throw notReady(call, response)
        case .otherFormat: throw call.unreadable(response, "is a workbook, though \(format.rawValue) was asked for")
        case .cut: throw call.failure(.unknown(retryAfter: nil), status: response.status, "the report was cut off on its way")
        case .garbage: throw call.failure(.unknown(retryAfter: nil), status: response.status, "the answer is neither a report nor a link to one")
        }
    }

    private func linked(_ link: String, _ call: Call, as format: ReportFormat) async throws(LivedigitalError) -> Data {
        guard let base = URL(string: url(of: call)), let url = URL(string: link, relativeTo: base), ["http", "https"].contains(url.scheme) else {
            throw call.failure(.unknown(retryAfter: nil), "the answer links to an address that is none")
        }
        let response: HTTPResponse
        do {
            response = try await fetch(url.absoluteString, call)
        } catch {
            // The fault of another host: it says nothing about our configuration or livedigital, and asking again is harmless.
            throw call.failure(.unknown(retryAfter: nil), "the report's link: \(error.message)")
        }
        switch response.status {
        case 200..<300 where ReportAnswer(response.body, as: format) == .file: return response.body
        case 200..<300 where response.body.isEmpty, 403, 404, 409, 425: throw notReady(call, response)
        default:
            let message = "the report's link answered \(response.status) without a report"
            throw call.failure(.unknown(retryAfter: response.retryAfter(receivedAt: now())), message)
        }
    }

    private func notReady(_ call: Call, _ response: HTTPResponse, _ advice: String? = nil) -> LivedigitalError {
        let words = response.isSuccess || response.words.isEmpty ? "" : ": \(response.words)"
        return call.failure(
            .notReady(retryAfter: response.retryAfter(receivedAt: now())), status: response.status, "the report is not there yet\(words)",
            advice: advice)
    }
}
