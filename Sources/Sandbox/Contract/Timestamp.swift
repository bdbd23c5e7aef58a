import Foundation

/// Instants as the service writes them.
enum Timestamp {
    /// Reads an ISO 8601 date-time with a zone (`Z` or an offset). Nil for anything else, a bare date or a 31 February included.
    static func date(_ text: String) -> Date? {
        let form = /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d))/
        guard let match = text.wholeMatch(of: form)?.output else { return nil }
        func number(_ digits: Substring) -> Int32 { Int32(digits) ?? 0 }
        var fields = tm()
        fields.tm_year = number(match.1) - 1900
        fields.tm_mon = number(match.2) - 1
        fields.tm_mday = number(match.3)
        fields.tm_hour = number(match.4)
        fields.tm_min = number(match.5)
        fields.tm_sec = number(match.6)
        var normal = fields
        let seconds = timegm(&normal)
        // timegm carries a 31 February over into March; the service refuses it.
        guard normal.tm_mon == fields.tm_mon, normal.tm_mday == fields.tm_mday, normal.tm_hour == fields.tm_hour, normal.tm_min == fields.tm_min,
            normal.tm_sec == fields.tm_sec
        else { return nil }
        var offset = 0
        if let sign = match.8, let hours = match.9, let minutes = match.10 {
            guard number(hours) < 24, number(minutes) < 60 else { return nil }
            offset = Int(number(hours) * 3600 + number(minutes) * 60) * (sign == "-" ? -1 : 1)
        }
        let fraction = match.7.flatMap { Double("0" + $0) } ?? 0
        return Date(timeIntervalSince1970: Double(seconds - offset) + (fraction * 1000).rounded() / 1000)
    }

    /// The documented form, `2023-08-08T07:05:59.369Z`.
    static func milliseconds(_ date: Date) -> String {
        let (whole, thousandths) = split(date)
        return whole + "." + padded(thousandths, 3) + "Z"
    }

    /// `2025-02-06T11:50:00Z`: a fraction only where there is one.
    static func seconds(_ date: Date) -> String { short(date) + "Z" }

    /// `2025-02-06T11:50:00+00:00`, the same instant in a third form.
    static func offset(_ date: Date) -> String { short(date) + "+00:00" }

    /// The form of HTTP's `Date` header (RFC 9110, section 5.6.7).
    static func http(_ date: Date) -> String {
        let fields = self.fields(date)
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(fields.tm_wday)]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = [fields.tm_hour, fields.tm_min, fields.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":")
        return "\(day), \(padded(Int(fields.tm_mday), 2)) \(months[Int(fields.tm_mon)]) \(padded(Int(fields.tm_year) + 1900, 4)) \(time) GMT"
    }

    private static func short(_ date: Date) -> String {
        let (whole, thousandths) = split(date)
        return thousandths == 0 ? whole : whole + "." + padded(thousandths, 3)
    }

    private static func split(_ date: Date) -> (whole: String, thousandths: Int) {
        let total = Int((date.timeIntervalSince1970 * 1000).rounded())
        let thousandths = ((total % 1000) + 1000) % 1000
        let fields = self.fields(Date(timeIntervalSince1970: Double((total - thousandths) / 1000)))
        let day = [padded(Int(fields.tm_year) + 1900, 4), padded(Int(fields.tm_mon) + 1, 2), padded(Int(fields.tm_mday), 2)].joined(separator: "-")
        let time = [fields.tm_hour, fields.tm_min, fields.tm_sec].map { padded(Int($0), 2) }.joined(separator: ":")
        return (day + "T" + time, thousandths)
    }

    private static func fields(_ date: Date) -> tm {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var fields = tm()
        gmtime_r(&seconds, &fields)
        return fields
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Duration {
    /// The same length in seconds.
    var timeInterval: TimeInterval { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
