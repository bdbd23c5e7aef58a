import Foundation

/// Why an address cannot be a hook's, in words that say how to mend it.
package struct HookAddressError: Error, Sendable, Equatable, CustomStringConvertible {
    package var description: String

    init(_ description: String) { self.description = description }
}

/// Checks the addresses of hooks, so that nobody can make this service call into a private network.
///
/// Here it is checked what is written and what the name means now; what a name means when a delivery is sent is checked then, at the socket itself
/// (see ``PublicAddress``), so that a name that changes its meaning gains nothing.
package enum HookAddress {
    private static let maximumLength = 2048
    /// Names that never lead outside (RFC 6761, RFC 6762, RFC 8375 and common use).
    private static let innerNames = ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa"]

    /// Checks what is written, without asking the name service.
    ///
    /// - Parameter allowsPrivate: `server.allowPrivateHooks`: then plain `http` and every host are right, too.
    /// - Returns: the host.
    @discardableResult
    package static func check(_ url: String, allowsPrivate: Bool) throws(HookAddressError) -> String {
        guard url.utf8.count <= maximumLength else { throw HookAddressError("the address is longer than \(maximumLength) bytes") }
        guard url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !url.contains("\\") else {
            throw HookAddressError(
                "the address holds a space, a backslash or a letter that is not ASCII; write it percent-encoded, a name in punycode")
        }
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(), let written = parts.encodedHost, !written.isEmpty
        else {
            throw HookAddressError("the address is not a web address; write it like https://hooks.example.com/path")
        }
        guard scheme == "https" || scheme == "http" && allowsPrivate else { throw HookAddressError("the address must begin with https://") }
        guard parts.user == nil, parts.password == nil else { throw HookAddressError("the address must not hold a user name or password") }
        guard parts.hasPossiblePort else { throw HookAddressError(WebAddress.missingPort) }
        guard parts.fragment == nil else { throw HookAddressError("the address must not hold a # part") }
        let host = written.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).lowercased()
        guard !allowsPrivate else { return host }
        let name = host.hasSuffix(".") ? String(host.dropLast()) : host
        // Whatever else stands there, a percent sign among it, somebody may read in another way than we do.
        guard name.contains(":") || name.utf8.allSatisfy(isOfName) else { throw notPublic(host) }
        if innerNames.contains(where: { name == $0 || name.hasSuffix(".\($0)") }) { throw notPublic(host) }
        if let literal = literal(name) {
            guard PublicAddress.contains(literal) else { throw notPublic(host) }
        } else if !name.contains(".") || name.split(separator: ".").last.map(isNumber) ?? true {
            // A single label is a name of the local network, and what ends in a number is no name at all.
            throw notPublic(host)
        }
        return host
    }

    /// Checks what is written and every address that the name means now.
    ///
    /// - Parameter resolve: the addresses of a host, each 4 or 16 bytes.
    package static func verify(
        _ url: String, allowsPrivate: Bool, resolve: @Sendable (String) async -> [[UInt8]] = HookAddress.resolve
    ) async throws(HookAddressError) {
        let host = try check(url, allowsPrivate: allowsPrivate)
        guard !allowsPrivate else { return }
        let addresses = await resolve(host)
        guard !addresses.isEmpty else { throw HookAddressError("the name \(host) was not found") }
        guard addresses.allSatisfy(PublicAddress.contains) else { throw notPublic(host) }
    }

    /// Asks the system's name service, on a thread of its own.
    package static func resolve(_ host: String) async -> [[UInt8]] {
        await withUnsafeContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: addresses(of: host, onlyLiteral: false)) }
        }
    }

    private static func notPublic(_ host: String) -> HookAddressError {
        HookAddressError(
            "\(host) is not an address of the public internet; use one, or set server.allowPrivateHooks where hooks of your own network are wanted")
    }

    /// The address that a text stands for in any spelling that the system reads: `127.1`, `0x7f000001`, `017700000001`, `::ffff:10.0.0.1`.
    private static func literal(_ text: String) -> [UInt8]? { addresses(of: text, onlyLiteral: true).first }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isNumber(_ label: Substring) -> Bool {
        label.allSatisfy(\.isNumber) || label.hasPrefix("0x") && label.dropFirst(2).allSatisfy(\.isHexDigit)
    }

    private static func addresses(of host: String, onlyLiteral: Bool) -> [[UInt8]] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = onlyLiteral ? AI_NUMERICHOST : 0
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        return sequence(first: first) { $0?.pointee.ai_next }.prefix { $0 != nil }.compactMap { entry in
            switch entry?.pointee.ai_addr.pointee.sa_family {
            case sa_family_t(AF_INET):
                entry?.pointee.ai_addr.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin_addr) { Array($0) }
                }
            case sa_family_t(AF_INET6):
                entry?.pointee.ai_addr.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                    withUnsafeBytes(of: pointer.pointee.sin6_addr) { Array($0) }
                }
            default: nil
            }
        }
    }
}
