import Foundation
import Testing

@testable import LivedigitalAPI

@Suite(.timeLimit(.minutes(5)))
struct WireTextTests {
    private func read(_ text: String) -> WireText? { Data(text.utf8).withUnsafeBytes { WireText($0) } }

    @Test(
        "values of every kind",
        arguments: [
            ("null", WireText.null), (" true\n", .bool(true)), ("false", .bool(false)), ("0", .integer(0)), ("-12", .integer(-12)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1.5", .number(1.5)),
            ("-0.25e+2", .number(-25)), ("1E3", .number(1000)), (#""""#, .string("")), (#""a⟦Ж🟡⟧""#, .string("a⟦Ж🟡⟧")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{c}\n\r\t")), (#""\u0416\uD83D\ude00\u0000""#, .string("Ж😀\0")), ("[]", .array([])),
            ("[1, [null] ,\t{}]", .array([.integer(1), .array([.null]), .object([])])),
            (
                #" {"a" : 1,"b":{"a":"x"},"a":2} "#,
                .object([
                    .init(name: "a", value: .integer(1)), .init(name: "b", value: .object([.init(name: "a", value: .string("x"))])),
                    .init(name: "a", value: .integer(2)),
                ])
            ),
            ("\u{feff}{}", .object([])),
        ])
    func value(text: String, value: WireText) {
        #expect(read(text) == value)
    }

    @Test(
        "what is no JSON is nothing",
        arguments: [
            "", " ", "nul", "nullx", "TRUE", "01", "-", "+1", "1.", ".5", "1e", "0x10", "NaN", "1e999", "\"", "\"a", #""\x""#, #""\u12g4""#,
            #""\u12"#,
            #""\uD83D""#, #""\uD83Dx""#, #""\uDE00""#, #""\uD83D\u0041""#, "\"\n\"", "'a'", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "]", "{",
            "{a:1}",
            #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1"#, #"{"a":1 "b":2}"#, #"{1:2}"#, "{}{}", "1 2", "// comment\n1", "<html></html>",
        ])
    func nothing(text: String) {
        #expect(read(text) == nil)
    }

    @Test func bytesThatAreNoUTF8AreNoText() {
        for bytes: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80]] {
            #expect(Data([0x22] + bytes + [0x22]).withUnsafeBytes { WireText($0) } == nil)
            #expect(Data(Array(#""\n"#.utf8) + bytes + [0x22]).withUnsafeBytes { WireText($0) } == nil)
        }
    }

    @Test func whatIsNestedWithoutEndIsRefused() {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(read(nested(500)) != nil)
        #expect(read(nested(100_000)) == nil)
        #expect(read(String(repeating: #"{"a":"#, count: 100_000)) == nil)
    }

    @Test func everyCutOfATextIsRefused() {
        let text = #"{"items":[{"id":"66d5","name":"a\u0416\n","size":-1.5e3,"ok":true,"none":null}],"total":1}"#
        #expect(read(text) != nil)
        for count in 0..<text.utf8.count { #expect(read(String(decoding: text.utf8.prefix(count), as: UTF8.self)) == nil) }
    }
}
