package import Foundation

extension WireDate {
    static func milliseconds(inBytes bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        var text = DateText(bytes: bytes)
        guard let year = text.digits(4), text.take("-"), let month = text.digits(2), text.take("-"), let day = text.digits(2),
            text.take("T", "t", " "), let hour = text.digits(2), text.take(":"), let minute = text.digits(2), text.take(":"),
            let second = text.digits(2), let fraction = text.fraction(), let offset = text.offset(), text.isAtEnd,
            (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year), hour < 24, minute < 60, second <= 60
        else { return nil }
        let minutes = (days(year: year, month: month, day: day) * 24 + hour) * 60 + minute - offset
        return (minutes * 60 + second) * 1000 + fraction
    }

    /// The instant of an HTTP date (RFC 9110, section 5.6.7) such as `Sun, 06 Nov 1994 08:49:37 GMT`, or nil. The two obsolete forms, which
    /// servers must not send, are not read.
    package static func parseHTTP(_ header: String) -> Date? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let bytes = Array(header.utf8)
        guard bytes.count == 29, header.hasSuffix(" GMT"), let month = months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)) else {
            return nil
        }
        return bytes.withUnsafeBufferPointer { bytes in
            var text = DateText(bytes: bytes, position: 5)
            guard bytes[3] == UInt8(ascii: ","), bytes[4] == UInt8(ascii: " "), let day = text.digits(2), text.take(" ") else { return nil }
            text.position = 11
            guard text.take(" "), let year = text.digits(4), text.take(" "), let hour = text.digits(2), text.take(":"),
                let minute = text.digits(2), text.take(":"), let second = text.digits(2), day >= 1,
                day <= length(ofMonth: Int64(month) + 1, year: year), hour < 24, minute < 60, second <= 60
            else { return nil }
            let minutes = (days(year: year, month: Int64(month) + 1, day: day) * 24 + hour) * 60 + minute
            return date(milliseconds: (minutes * 60 + second) * 1000)
        }
    }
}

/// A cursor over the bytes of a date.
private struct DateText {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ letter: Unicode.Scalar, _ second: Unicode.Scalar? = nil, _ third: Unicode.Scalar? = nil) -> Bool {
        guard position < bytes.count, case let found = Unicode.Scalar(bytes[position]), found == letter || found == second || found == third
        else { return false }
        position += 1
        return true
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The fraction of a second in milliseconds, 0 when there is none; nil when a point or comma has no digit after it.
    mutating func fraction() -> Int64? {
        guard take(".", ",") else { return 0 }
        var value: Int64 = 0
        var weight: Int64 = 100
        guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else { return nil }
        while let digit = digit() {
            value += digit * weight
            weight /= 10
        }
        return value
    }

    /// The offset from UTC in minutes.
    mutating func offset() -> Int64? {
        if take("Z", "z") { return 0 }
        let isWest = position < bytes.count && bytes[position] == UInt8(ascii: "-")
        guard take("+", "-"), let hours = digits(2), hours < 24 else { return nil }
        if isAtEnd { return isWest ? -hours * 60 : hours * 60 }
        _ = take(":")
        guard let minutes = digits(2), minutes < 60 else { return nil }
        return isWest ? -(hours * 60 + minutes) : hours * 60 + minutes
    }

    private mutating func digit() -> Int64? {
        guard position < bytes.count, case let byte = bytes[position], byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
        position += 1
        return Int64(byte - UInt8(ascii: "0"))
    }
}
