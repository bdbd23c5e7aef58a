import Foundation
import Testing

@testable import Orchestration

@Suite("addresses of hooks", .timeLimit(.minutes(5)))
struct HookAddressTests {
    /// Ways to name a private address, or to smuggle one in.
    static let refused = [
        "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
        "https://0177.0.0.1/", "https://017700000001/", "https://0/", "https://0.0.0.0/", "https://10.0.0.1/", "https://10.1/",
        "https://172.16.5.4/", "https://172.31.255.255/", "https://192.168.1.1/", "https://0xc0a80101/", "https://3232235777/",
        "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://192.0.0.8/", "https://198.18.0.1/", "https://224.0.0.1/",
        "https://255.255.255.255/", "https://240.0.0.1/", "https://[::]/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/", "https://[0:0:0:0:0:ffff:a00:1]/", "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/", "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/", "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[fd12:3456:789a::1]/", "https://[ff02::1]/", "https://[fec0::1]/",
        "https://[2001:db8::1]/", "https://[100::1]/", "https://localhost/", "https://LOCALHOST/", "https://localhost./", "https://a.localhost/",
        "https://printer.local/", "https://metadata.google.internal/", "https://intranet/", "https://127.0.0.1./", "https://1.2.3.999/",
        "https://user:secret@hooks.example.com/", "https://hooks.example.com#@127.0.0.1/", "https://hooks.example.com\\@127.0.0.1/",
        "https://127.0.0.1%00.example.com/", "https://①②⑦.0.0.1/", "https:///path", "https://", "hooks.example.com", "//hooks.example.com/",
        "http://hooks.example.com/", "ftp://hooks.example.com/", "file:///etc/passwd", "gopher://hooks.example.com/", "javascript:alert(1)", "",
        "https://hooks.example.com/ x", "https://hooks.example.com/\n", "https://" + String(repeating: "a", count: 2048) + ".com/",
    ]

    @Test("every way to name a private address is refused", arguments: refused)
    func privateAddress(url: String) async {
        await #expect(throws: HookAddressError.self) {
            try await HookAddress.verify(url, allowsPrivate: false, resolve: { _ in [[93, 184, 216, 34]] })
        }
    }

    @Test(
        "an address of the public internet is right",
        arguments: [
            "https://hooks.example.com/a/b?c=d", "https://HOOKS.EXAMPLE.COM:8443/", "https://xn--80ak6aa92e.com/", "https://93.184.216.34/",
            "https://[2606:2800:220:1:248:1893:25c8:1946]/", "https://8.8.8.8/", "https://172.32.0.1/", "https://100.128.0.1/",
        ])
    func publicAddress(url: String) async throws {
        try await HookAddress.verify(url, allowsPrivate: false, resolve: { _ in [[93, 184, 216, 34]] })
    }

    @Test(
        "a name is as private as the most private address that it means",
        arguments: [
            [[127, 0, 0, 1]], [[93, 184, 216, 34], [10, 0, 0, 1]], [[UInt8](repeating: 0, count: 15) + [1]],
            [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1]], [[1, 2, 3]],
        ] as [[[UInt8]]])
    func resolved(addresses: [[UInt8]]) async {
        await #expect(throws: HookAddressError.self) {
            try await HookAddress.verify("https://rebinding.example.com/", allowsPrivate: false, resolve: { _ in addresses })
        }
    }

    @Test("a port that does not exist is refused wherever an address is given", arguments: [":0", ":65536", ":99999", ":18446744073709551617"])
    func port(port: String) {
        for (scheme, allowsPrivate) in [("https", false), ("http", true)] {
            #expect(throws: HookAddressError.self) { try HookAddress.check("\(scheme)://1.1.1.1\(port)/", allowsPrivate: allowsPrivate) }
            for pattern in [TextPattern.target, .address] {
                #expect(!pattern.matches("\(scheme)://1.1.1.1\(port)/"))
                #expect(pattern.matches("\(scheme)://1.1.1.1:65535/") && pattern.matches("\(scheme)://1.1.1.1:1"))
            }
        }
        #expect(throws: Never.self) { try HookAddress.check("https://1.1.1.1:65535/", allowsPrivate: false) }
    }

    @Test("an IPv6 address is whole, with one gap at most")
    func numeric() {
        for address in ["::", "::1", "1::", "1:2:3:4:5:6:7:8", "1::8", "2001:db8::1", "1:2:3:4:5:6:7::"] {
            #expect(TextPattern.target.matches("https://[\(address)]/x"), "\(address)")
        }
        for address in ["FacF:5D:", ":1:2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", ":", "1::2:3:4:5:6:7:8"] {
            #expect(!TextPattern.target.matches("https://[\(address)]/x"), "\(address)")
        }
    }

    @Test("a name that means nothing is refused with that reason")
    func unknownName() async {
        await #expect(throws: HookAddressError("the name nowhere.example.com was not found")) {
            try await HookAddress.verify("https://nowhere.example.com/", allowsPrivate: false, resolve: { _ in [] })
        }
    }

    @Test("where private hooks are allowed, plain http and any host are right, and nothing is looked up")
    func allowed() async throws {
        for url in ["http://127.0.0.1:8080/hook", "https://intranet/x", "http://[::1]/"] {
            try await HookAddress.verify(url, allowsPrivate: true, resolve: { _ in [] })
        }
        #expect(throws: HookAddressError.self) { try HookAddress.check("ftp://127.0.0.1/", allowsPrivate: true) }
    }

    @Test("the system's own resolver names loopback as what it is")
    func systemResolver() async {
        let addresses = await HookAddress.resolve("localhost")
        #expect(!addresses.isEmpty)
        #expect(!addresses.contains(where: PublicAddress.contains))
    }
}
