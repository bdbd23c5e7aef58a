import CLibcurl
import Foundation

/// The checked header fields of a request in libcurl's own form, freed with the object.
///
/// `@unchecked Sendable`: immutable; libcurl only reads it.
final class HeaderList: @unchecked Sendable {
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// Checks everything that could smuggle a second line or request into the first one.
    init(_ request: HTTPRequest) throws(HTTPFailure) {
        func refuse(_ problem: String) -> HTTPFailure {
            HTTPFailure(
                code: .invalidRequest, message: "The request to \(request.addressWithoutSecrets) cannot be sent: \(problem).", requestWasSent: false)
        }
        guard request.url.hasHTTPScheme else { throw refuse("its address does not begin with http:// or https://") }
        guard request.url.consists({ $0 > 0x20 && $0 != 0x7f }) else { throw refuse("its address holds a space or a control character") }
        guard !request.method.isEmpty, request.method.consists({ UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 }) else {
            throw refuse("its method is not a word in capitals")
        }
        if let token = request.bearerToken, token.isEmpty || !token.consists({ $0 > 0x20 && $0 < 0x7f }) {
            throw refuse("its bearer token is empty or holds a character that is not allowed there")
        }
        var hasContentType = false
        for (name, value) in request.headers {
            guard !name.isEmpty, name.consists(Self.isNameByte), value.consists({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                throw refuse("a header field has a malformed name or value")
            }
            // libcurl takes "Name:" as an order to leave the field out, and "Name;" as an empty one.
            append(value.isEmpty ? "\(name);" : "\(name): \(value)")
            hasContentType = hasContentType || name.lowercased() == "content-type"
        }
        if request.sendsBody {
            append("Expect:")
            if !hasContentType { append("Content-Type:") }
        }
    }

    deinit { curl_slist_free_all(first) }

    private func append(_ line: String) {
        // Nil means out of memory and leaves the list as it was.
        first = curl_slist_append(first, line) ?? first
    }

    /// A `tchar` of RFC 9110, section 5.6.2.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: "!#$%&'*+.^_`|~".utf8.contains(byte)
        }
    }
}

extension HTTPRequest {
    /// Changes nothing, so that it may be sent again and may be redirected.
    var isRead: Bool { method == "GET" || method == "HEAD" }

    /// True when a length is announced, be it 0: the methods that give a meaning to a body always do (RFC 9110, section 8.6).
    var sendsBody: Bool { body != nil || method == "POST" || method == "PUT" || method == "PATCH" }

    /// The address without user, password, query and fragment, for messages.
    var addressWithoutSecrets: String {
        let address = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = address.range(of: "://") else { return String(address) }
        let rest = address[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "\\" }
        guard let at = authority.lastIndex(of: "@") else { return String(address) }
        return String(address[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}

extension String {
    /// Whether all its bytes are allowed, looked at where they lie: it is asked about each part of each request.
    fileprivate func consists(_ isAllowed: (UInt8) -> Bool) -> Bool {
        utf8.withContiguousStorageIfAvailable { $0.allSatisfy(isAllowed) } ?? utf8.allSatisfy(isAllowed)
    }

    fileprivate var hasHTTPScheme: Bool {
        let start = prefix(8).lowercased()
        return start.hasPrefix("http://") || start == "https://"
    }
}
