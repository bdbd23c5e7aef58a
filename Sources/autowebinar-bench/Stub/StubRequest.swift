import Glibc

/// One HTTP/1.1 request, as places in the connection's buffer: valid until that is read into again.
struct StubRequest {
    /// Why a request is refused and its connection closed.
    enum Refusal: Error { case malformed, tooLarge, lengthRequired }

    let method: UnsafeRawBufferPointer
    /// The path without the query.
    let path: UnsafeRawBufferPointer
    let body: JSONText
    let closesConnection: Bool
    /// How many bytes of the buffer the request takes.
    let length: Int

    /// Cuts the first request from the buffer; nil while it is not whole.
    init?(_ input: UnsafeRawBufferPointer) throws(Refusal) {
        guard var line = Self.line(in: input) else { return nil }
        guard let methodEnd = line.firstIndex(of: " ") else { throw .malformed }
        method = line.keeping(methodEnd)
        let target = line.dropping(methodEnd + 1)
        guard let targetEnd = target.firstIndex(of: " ") else { throw .malformed }
        let whole = target.keeping(targetEnd)
        path = whole.keeping(whole.firstIndex(of: "?") ?? whole.count)

        var position = line.count + 2
        var bodyLength = 0
        var closes = false
        while true {
            guard let next = Self.line(in: input.dropping(position)) else { return nil }
            line = next
            position += line.count + 2
            if line.isEmpty { break }
            if line.begins(withAnyCase: "content-length:") {
                guard let number = Self.number(line.dropping(15)) else { throw .malformed }
                bodyLength = number
            } else if line.begins(withAnyCase: "transfer-encoding:") {
                throw .lengthRequired
            } else if line.begins(withAnyCase: "connection: close") {
                closes = true
            }
        }
        guard input.count >= position + bodyLength else { return nil }
        body = JSONText(bytes: UnsafeRawBufferPointer(rebasing: input[position..<(position + bodyLength)]))
        closesConnection = closes
        length = position + bodyLength
    }

    /// The segments of the path.
    var segments: [UnsafeRawBufferPointer] {
        var segments: [UnsafeRawBufferPointer] = []
        segments.reserveCapacity(8)
        var rest = path
        while let slash = rest.firstIndex(of: "/") {
            if slash > 0 { segments.append(rest.keeping(slash)) }
            rest = rest.dropping(slash + 1)
        }
        if !rest.isEmpty { segments.append(rest) }
        return segments
    }

    /// The first line without its CR LF.
    private static func line(in text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard let end = text.firstIndex(of: "\r"), end + 1 < text.count else { return nil }
        return text.keeping(end)
    }

    private static func number(_ text: UnsafeRawBufferPointer) -> Int? {
        var number = 0
        for byte in text where byte != UInt8(ascii: " ") {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), number < 1 << 30 else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}
