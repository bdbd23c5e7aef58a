import Foundation

/// Which IP addresses belong to the public internet: the one rule behind every check of a hook's address.
package enum PublicAddress {
    /// - Parameter bytes: 4 bytes of IPv4 or 16 of IPv6, in network order; anything else is not public.
    package static func contains(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isPublic(v4: bytes)
        case 16: isPublic(v6: bytes)
        default: false
        }
    }

    /// Not to be reached from outside by the registries of special addresses (RFC 6890 and what followed it).
    private static let specialV4: [(network: UInt32, length: UInt32)] = [
        (0x0000_0000, 8),  // this network
        (0x0a00_0000, 8),  // private
        (0x6440_0000, 10),  // shared by carriers (CGNAT)
        (0x7f00_0000, 8),  // loopback
        (0xa9fe_0000, 16),  // link-local
        (0xac10_0000, 12),  // private
        (0xc000_0000, 24),  // protocol assignments
        (0xc000_0200, 24),  // documentation
        (0xc058_6300, 24),  // 6to4 relays
        (0xc0a8_0000, 16),  // private
        (0xc612_0000, 15),  // benchmarks
        (0xc633_6400, 24),  // documentation
        (0xcb00_7100, 24),  // documentation
        (0xe000_0000, 4),  // multicast
        (0xf000_0000, 4),  // reserved and broadcast
    ]

    private static func isPublic(v4 bytes: [UInt8]) -> Bool {
        let address = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !specialV4.contains { address >> (32 - $0.length) == $0.network >> (32 - $0.length) }
    }

    /// Of IPv6 only global unicast (2000::/3) is public, without what leads to an IPv4 address or to nowhere.
    private static func isPublic(v6 bytes: [UInt8]) -> Bool {
        guard bytes[0] & 0xe0 == 0x20 else { return false }
        func begins(_ prefix: [UInt8]) -> Bool { bytes.starts(with: prefix) }
        // Teredo, benchmarks, ORCHID and the rest of 2001::/23; documentation; 6to4; 3fff::/20.
        if begins([0x20, 0x01]), bytes[2] < 0x02 { return false }
        if begins([0x20, 0x01, 0x0d, 0xb8]) || begins([0x20, 0x02]) || begins([0x3f, 0xff]) && bytes[2] < 0x10 { return false }
        return true
    }
}
