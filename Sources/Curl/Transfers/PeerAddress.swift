import CLibcurl
import Foundation

/// Where libcurl is about to connect to.
struct PeerAddress {
    /// 4 bytes of IPv4 or 16 of IPv6, in network order; empty for anything else.
    let bytes: [UInt8]
    private let family: Int32
    private let kind: Int32
    private let transport: Int32

    /// - Parameter pointer: as libcurl passes it: an IPv6 address reaches beyond the end that the structure declares.
    init(_ pointer: UnsafeMutablePointer<curl_sockaddr>) {
        let address = pointer.pointee
        (family, kind, transport) = (address.family, address.socktype, address.protocol)
        let raw = UnsafeRawPointer(pointer) + MemoryLayout<curl_sockaddr>.offset(of: \.addr)!
        bytes =
            switch address.family {
            case AF_INET where Int(address.addrlen) >= MemoryLayout<sockaddr_in>.size:
                Self.bytes(of: raw.loadUnaligned(as: sockaddr_in.self).sin_addr)
            case AF_INET6 where Int(address.addrlen) >= MemoryLayout<sockaddr_in6>.size:
                Self.bytes(of: raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr)
            default: []
            }
    }

    /// A socket that no child process inherits; what libcurl takes for none where the system gives none.
    func openSocket() -> Int32 {
        let socket = socket(family, kind | Int32(SOCK_CLOEXEC.rawValue), transport)
        return socket >= 0 ? socket : curl_no_socket
    }

    private static func bytes<Address>(of address: Address) -> [UInt8] { withUnsafeBytes(of: address) { Array($0) } }
}
