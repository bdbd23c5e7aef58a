import Crypto
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite("messages of livedigital's webhook", .timeLimit(.minutes(5)))
struct WebhookMessageTests {
    /// The self-made vector of the contract (livedigital-api.md, 7.2): Node, OpenSSL and Python agreed on it.
    static let body =
        #"{"eventName":"record_finished","roomId":"66d1d55d1cf5d9c045c0d1c4","spaceId":"662cc96d46ac941cda787127","recordId":"66d546c02b949f07df0e96ae","callId":"66d546bf2b949f39f80e9697"}"#
    static let signature = "e812b2ba0125692ce13061d2859aeddb917805761847b853d03e9037944b97e6"

    static func sign(_ body: String, _ secret: String = "test-secret") -> String {
        HMAC<SHA256>.authenticationCode(for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8))).map { String(format: "%02x", $0) }
            .joined()
    }

    private func isRight(_ text: String) -> Bool { WebhookMessage(Data(text.utf8))?.isSigned(by: "test-secret") ?? false }

    @Test("the vector of the contract is right, in either order of the members")
    func vector() throws {
        let message = try #require(WebhookMessage(Data(#"{"signature":"\#(Self.signature)","body":\#(Self.body)}"#.utf8)))
        #expect(message.isSigned(by: "test-secret"))
        #expect(!message.isSigned(by: "test-secreT"))
        #expect(!message.isSigned(by: ""))
        #expect(message.eventName == "record_finished")
        #expect(message.spaceId == "662cc96d46ac941cda787127")
        #expect(message.roomId == "66d1d55d1cf5d9c045c0d1c4")
        #expect(message.recordId == "66d546c02b949f07df0e96ae")
        #expect(message.callId == "66d546bf2b949f39f80e9697")
        #expect(isRight(#"{"body":\#(Self.body),"signature":"\#(Self.signature)"}"#))
        #expect(isRight(#"{"signature":"\#(Self.signature.uppercased())","body":\#(Self.body)}"#))
    }

    @Test("white space around what was signed compactly changes nothing")
    func spaced() {
        let spaced = Self.body.replacing(",", with: " ,\n\t").replacing(":", with: " : ")
        #expect(isRight(#"{ "signature" : "\#(Self.signature)" , "body" : \#(spaced) }"#))
    }

    @Test("what was signed as it stands, spaces and all, is right")
    func rawSlice() {
        let body = #"{ "eventName" : "call_started",  "roomId":"r" }"#
        #expect(isRight(#"{"body": \#(body) ,"signature":"\#(Self.sign(body))"}"#))
    }

    @Test("members that arrive in another order than they were signed in are tried in the observed one")
    func observedOrder() {
        let signed = #"{"eventName":"call_started","roomId":"r","spaceId":"s","callId":"c","extra":1}"#
        let arrived = #"{"extra":1,"callId":"c","spaceId":"s","eventName":"call_started","roomId":"r"}"#
        #expect(isRight(#"{"signature":"\#(Self.sign(signed))","body":\#(arrived)}"#))
        let other = #"{"roomId":"r","eventName":"call_started","spaceId":"s","callId":"c","extra":1}"#
        #expect(!isRight(#"{"signature":"\#(Self.sign(other))","body":\#(arrived)}"#))
    }

    @Test("a body in another order than it was signed in is refused, unless what was signed is the observed order")
    func reordered() {
        let members = [#""eventName":"call_started""#, #""roomId":"r""#, #""spaceId":"s""#]
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]].map { order in
            "{" + order.map { members[$0] }.joined(separator: ",") + "}"
        }
        for signed in orders {
            for arrived in orders {
                let isTaken = isRight(#"{"signature":"\#(Self.sign(signed))","body":\#(arrived)}"#)
                #expect(isTaken == (signed == arrived || signed == orders[0]), "signed \(signed), arrived \(arrived)")
            }
        }
        // Within a member nothing was observed, so nothing is put in order.
        let nested = #"{"eventName":"call_started","more":{"a":1,"b":2}}"#
        #expect(!isRight(#"{"signature":"\#(Self.sign(nested))","body":{"eventName":"call_started","more":{"b":2,"a":1}}}"#))
    }

    @Test("text is written as JSON.stringify writes it: null stays, letters and slashes are not escaped, control characters are")
    func stringify() {
        let signed = #"{"eventName":"call_started","name":"Зал/1 \"é\" \n\u0001😀","recordId":null,"n":1.50,"list":[true,false,{}],"empty":{}}"#
        let arrived =
            #"{"eventName":"call_started","name":"\u0417\u0430\u043b\/1 \"\u00e9\" \n\u0001\ud83d\ude00","recordId":null,"n":1.50,"list":[true, false, {}],"empty":{ }}"#
        #expect(isRight(#"{"signature":"\#(Self.sign(signed))","body":\#(arrived)}"#))
    }

    @Test("a forged or truncated message is not right")
    func forged() {
        let swapped = Self.body.replacing("66d546bf2b949f39f80e9697", with: "66d546bf2b949f39f80e9698")
        #expect(!isRight(#"{"signature":"\#(Self.signature)","body":\#(swapped)}"#))
        for length in [0, 1, 50, 100, 200] {
            #expect(!isRight(String(#"{"signature":"\#(Self.signature)","body":\#(Self.body)}"#.prefix(length))))
        }
    }

    @Test(
        "what is no message is refused whatever its signature",
        arguments: [
            #"{"signature":"e812b2ba0125692ce13061d2859aeddb917805761847b853d03e9037944","body":{"eventName":"x"}}"#,
            #"{"signature":"z812b2ba0125692ce13061d2859aeddb917805761847b853d03e9037944b97e6","body":{"eventName":"x"}}"#,
            #"{"signature":"","body":{"eventName":"x"}}"#, #"{"signature":null,"body":{"eventName":"x"}}"#, #"{"body":{"eventName":"x"}}"#,
            #"{"signature":"\#(WebhookMessageTests.signature)"}"#, #"{"signature":"\#(WebhookMessageTests.signature)","body":[]}"#,
            #"{"signature":"\#(WebhookMessageTests.signature)","body":"x"}"#, #"{"signature":"\#(WebhookMessageTests.signature)","body":{}}"#,
            #"{"signature":"\#(WebhookMessageTests.signature)","body":{"eventName":""}}"#,
            #"{"signature":"\#(WebhookMessageTests.signature)","body":{"eventName":7}}"#,
            #"{"signature":"\#(WebhookMessageTests.signature)","body":\#(WebhookMessageTests.body)} x"#,
            #"{"signature":"\#(WebhookMessageTests.signature)","body":\#(WebhookMessageTests.body),"body":\#(WebhookMessageTests.body)}"#,
            #"{"signature":"\#(WebhookMessageTests.signature)","body":{"eventName":"x","eventName":"y"}}"#,
            "[]", "null", "", "{", "\u{feff}{}",
        ])
    func malformed(text: String) {
        #expect(WebhookMessage(Data(text.utf8)) == nil)
    }

    @Test("a message that is nested without end, is not UTF-8 or is too large is refused")
    func hostile() {
        let deep = String(repeating: #"{"a":"#, count: 10_000)
        #expect(WebhookMessage(Data(#"{"signature":"\#(Self.signature)","body":\#(deep)"#.utf8)) == nil)
        #expect(WebhookMessage(Data([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])) == nil)
        let large = String(repeating: "x", count: 10 << 20)
        #expect(WebhookMessage(Data(#"{"signature":"\#(Self.signature)","body":{"eventName":"\#(large)"}}"#.utf8)) == nil)
    }

    @Test("what we write for a receiver that was there before us reads as livedigital's own")
    func written() throws {
        let event = Event.sample(.recordFinished)
        let message = try #require(WebhookMessage(WebhookMessage.text(of: event, signedBy: "relay")))
        #expect(message.isSigned(by: "relay"))
        #expect(message.body == Self.body)
    }
}
