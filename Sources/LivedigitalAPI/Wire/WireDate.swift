package import Foundation

/// Instants on the wire: ISO 8601, written in UTC with milliseconds and `Z`, read in every form that means the same instant.
///
/// Everything is exact to the millisecond from year 0000 to 9999 (proleptic Gregorian calendar). Written by hand because it runs for
/// every date of every answer.
package enum WireDate {
    /// The instant, or nil when the text is none.
    ///
    /// Takes `2025-02-06T11:50:00Z` with any number of fraction digits (those beyond the millisecond are cut off) or none, `T`, `t` or a
    /// space between, and `Z`, `z`, `±hh:mm`, `±hhmm` or `±hh` at the end. A text without offset is no instant. Second 60 is the next minute.
    package static func parse(_ text: String) -> Date? {
        milliseconds(in: text).map(date(milliseconds:))
    }

    /// The same as ``parse(_:)``, in whole milliseconds since 1970.
    package static func milliseconds(in text: String) -> Int64? {
        if let value = text.utf8.withContiguousStorageIfAvailable({ milliseconds(inBytes: $0) }) { return value }
        return Array(text.utf8).withUnsafeBufferPointer { milliseconds(inBytes: $0) }
    }

    /// The instant as `2025-02-06T11:50:00.000Z`, rounded to the nearest millisecond and held within years 0000 to 9999.
    package static func format(_ date: Date) -> String {
        let total = milliseconds(of: date)
        let (days, time) = total.quotientAndRemainder(flooredBy: 86_400_000)
        let day = civil(days)
        return String(unsafeUninitializedCapacity: 24) { bytes in
            func write(_ value: Int64, _ digits: Int, at offset: Int) {
                var value = value
                for place in stride(from: offset + digits - 1, through: offset, by: -1) {
                    bytes[place] = UInt8(ascii: "0") + UInt8(value % 10)
                    value /= 10
                }
            }
            write(day.year, 4, at: 0)
            bytes[4] = UInt8(ascii: "-")
            write(day.month, 2, at: 5)
            bytes[7] = UInt8(ascii: "-")
            write(day.day, 2, at: 8)
            bytes[10] = UInt8(ascii: "T")
            write(time / 3_600_000, 2, at: 11)
            bytes[13] = UInt8(ascii: ":")
            write(time / 60_000 % 60, 2, at: 14)
            bytes[16] = UInt8(ascii: ":")
            write(time / 1000 % 60, 2, at: 17)
            bytes[19] = UInt8(ascii: ".")
            write(time % 1000, 3, at: 20)
            bytes[23] = UInt8(ascii: "Z")
            return 24
        }
    }

    /// Whole milliseconds since 1970, to the nearest, held within years 0000 to 9999. Compare instants with this, not as `Date`.
    package static func milliseconds(of date: Date) -> Int64 {
        Int64(max(-62_167_219_200_000, min(253_402_300_799_999, (date.timeIntervalSince1970 * 1000).rounded())))
    }

    /// The instant that many milliseconds after 1970.
    package static func date(milliseconds: Int64) -> Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// Days from 1970-01-01 to a day of the proleptic Gregorian calendar (years counted from March, eras of 400 years).
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.quotientAndRemainder(flooredBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day that many days after 1970-01-01: the inverse of ``days(year:month:day:)``.
    static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(flooredBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// The number of days of a month.
    static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Int64 {
    /// Division that rounds down, so that days before 1970 have times from 0 to 24 h, too.
    fileprivate func quotientAndRemainder(flooredBy divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
