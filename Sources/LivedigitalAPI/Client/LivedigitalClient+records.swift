package import Curl
import Foundation

extension LivedigitalClient {
    /// The recordings of a room, those under way included.
    package func records(spaceId: String, roomId: String) async throws(LivedigitalError) -> Listing<RoomRecord> {
        try await listing(.listRecords, PathValues(spaceId: spaceId, roomId: roomId))
    }

    /// The address of a recording's file; asking again gives another one.
    ///
    /// livedigital may answer a redirect, the address as text, as a JSON text or as an object, or the file itself: all are taken, no redirect is
    /// followed, and of a file no more than its first bytes are read. A recording that does not exist, or is not there yet, fails with
    /// ``LivedigitalError/Kind/refused`` and status 404.
    package func recordLink(spaceId: String, roomId: String, recordId: String) async throws(LivedigitalError) -> RecordLink {
        let call = try call(.downloadRecord, PathValues(spaceId: spaceId, roomId: roomId, recordId: recordId))
        var request = request(call, accept: "application/json, text/plain, video/mp4, */*")
        // Should the file come instead of an address, its beginning is enough to see that.
        request.headers.append(("Range", "bytes=0-\(Self.mostOfALink - 1)"))
        request.maximumBodyBytes = Self.mostOfALink
        let response: HTTPResponse
        do {
            response = try await answer(request)
        } catch  where error.code == .bodyTooLarge {
            return RecordLink(url: request.url, needsToken: true)
        } catch {
            throw call.failure(error)
        }
        if (300..<400).contains(response.status), let location = response.field("location"), let link = Self.address(location, from: request.url) {
            return RecordLink(url: link)
        }
        guard response.isSuccess else { throw failure(call, response) }
        if response.isFile { return RecordLink(url: request.url, needsToken: true) }
        if let text = LinkAnswer.link(in: response.body), let link = Self.address(text, from: request.url) { return RecordLink(url: link) }
        throw call.unreadable(response, "is neither an address nor a file")
    }

    /// The request for the file itself. The token goes with it only where livedigital itself serves the file.
    ///
    /// - Parameter stall: how long nothing may come; there is no limit for the whole.
    package func request(of link: RecordLink, stall: Duration) -> HTTPRequest {
        HTTPRequest(
            url: link.url, headers: [("Accept", "*/*")], bearerToken: link.needsToken ? token : nil, maximumRedirects: 5,
            timeouts: .init(connect: .seconds(10), total: nil, stall: stall))
    }

    /// No address is longer, and no file of interest shorter.
    private static let mostOfALink = 16_384

    private static func address(_ text: String, from base: String) -> String? {
        guard let base = URL(string: base), let url = URL(string: text, relativeTo: base), ["http", "https"].contains(url.scheme) else { return nil }
        return url.absoluteString
    }
}

extension HTTPResponse {
    /// A media file, by what it says of itself and by its first bytes: an MPEG-4 file has the mark `ftyp` after its first four.
    fileprivate var isFile: Bool {
        let type = field("content-type")?.lowercased() ?? ""
        return type.hasPrefix("video/") || type.hasPrefix("audio/") || body.dropFirst(4).starts(with: "ftyp".utf8)
    }
}
