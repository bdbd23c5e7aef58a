import Foundation

/// Excel's day numbers: days since the end of 1899, with the time of day as the fraction; of a duration its days, whatever the calendar.
enum SerialDate {
    /// 1970-01-01, counted from 1899-12-30.
    private static let unixEpoch = 25_569.0
    /// 1904-01-01, counted from 1899-12-30: the first day of the calendar that old Macintosh files use.
    private static let epochOf1904 = 1_462.0
    /// 10000-01-01.
    private static let end = 2_958_466.0
    private static let millisecondsPerDay = 86_400_000.0

    /// The instant of a day number, to the millisecond; nil for a number that Excel shows as no date.
    ///
    /// Excel believes in a 29 February 1900 (number 60), so the numbers below it are one too small. Number 60 itself is taken for the 28th.
    static func date(serial: Double, from1904: Bool) -> Date? {
        let inCalendarOf1900 = from1904 ? serial + epochOf1904 : serial
        guard serial >= 0, inCalendarOf1900 < end else { return nil }
        let days = inCalendarOf1900 < 60 ? inCalendarOf1900 + 1 : inCalendarOf1900
        return Date(timeIntervalSince1970: ((days - unixEpoch) * millisecondsPerDay).rounded() / 1_000)
    }

    /// The day number of an instant, to the millisecond, in the calendar of 1900; nil before 1899-12-31 and after 9999-12-31.
    static func serial(of date: Date) -> Double? {
        let days = (date.timeIntervalSince1970 * 1_000).rounded() / millisecondsPerDay + unixEpoch
        let serial = days < 61 ? days - 1 : days
        return serial >= 0 && serial < end ? serial : nil
    }

    /// The length of so many days, to the millisecond; nil for more than Excel shows.
    static func seconds(serial: Double) -> Double? {
        serial.magnitude < end ? (serial * millisecondsPerDay).rounded() / 1_000 : nil
    }

    /// The days of a duration, to the millisecond; nil for more than Excel shows.
    static func serial(seconds: Double) -> Double? {
        let days = (seconds * 1_000).rounded() / millisecondsPerDay
        return days.magnitude < end ? days : nil
    }
}
