/// A date and time as a clock on the wall shows it, without a zone: `2026-12-01T19:00`. Always a date that exists (proleptic Gregorian calendar).
package struct WallTime: Hashable, Sendable {
    /// 1 to 9999 when parsed; arithmetic may reach beyond.
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int
    /// 0 to 23.
    package let hour: Int
    /// 0 to 59.
    package let minute: Int
    /// 0 to 59; leap seconds are not wall times here.
    package let second: Int

    /// Throws when there is no such day or no such time of day.
    package init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int = 0) throws(WallTimeFailure) {
        guard (1...12).contains(month) else { throw WallTimeFailure(code: .noSuchDay, message: "month \(month) does not exist") }
        let days = GregorianDay.days(inMonth: month, of: year)
        guard (1...days).contains(day) else {
            throw WallTimeFailure(code: .noSuchDay, message: "\(Self.months[month - 1]) \(year) has \(days) days, not \(day)")
        }
        guard (0...23).contains(hour) else {
            throw WallTimeFailure(code: .noSuchTime, message: "hour \(hour) does not exist, hours go from 00 to 23")
        }
        guard (0...59).contains(minute) else {
            throw WallTimeFailure(code: .noSuchTime, message: "minute \(minute) does not exist, minutes go from 00 to 59")
        }
        guard (0...59).contains(second) else {
            throw WallTimeFailure(code: .noSuchTime, message: "second \(second) does not exist, seconds go from 00 to 59")
        }
        (self.year, self.month, self.day, self.hour, self.minute, self.second) = (year, month, day, hour, minute, second)
    }

    /// The wall time that a clock in UTC shows so many seconds after 1970-01-01T00:00.
    init(secondsSinceEpoch seconds: Int) {
        let dayNumber = GregorianDay.floorDivide(seconds, 86_400)
        let rest = seconds - dayNumber * 86_400
        (year, month, day) = GregorianDay.date(of: dayNumber)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
    }

    /// Seconds from 1970-01-01T00:00 to this reading on the same clock, were that clock never changed.
    var secondsSinceEpoch: Int {
        GregorianDay.number(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
}

extension WallTime: Comparable {
    package static func < (left: WallTime, right: WallTime) -> Bool { left.secondsSinceEpoch < right.secondsSinceEpoch }
}

/// Why a text is not a wall time.
package struct WallTimeFailure: Error, Hashable, Sendable {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// The text has another form.
        case malformed
        /// The form is right, the day does not exist.
        case noSuchDay
        /// The form is right, the time of day does not exist.
        case noSuchTime
    }

    package var code: Code
    /// One sentence without a full stop, for the person who wrote the text.
    package var message: String
    /// How to mend it, where that is clear.
    package var hint: String?

    package init(code: Code, message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
