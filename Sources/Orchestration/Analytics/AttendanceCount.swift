import Spreadsheet

/// Adds up rows of participants.
struct AttendanceCount: Sendable {
    private(set) var attended = 0
    private var seconds: [Double] = []
    private var messages: Double?
    private var repeatVisitors: Int?
    private var identified: Int?

    /// Begins the rows of a report: a column that it has counts from 0 on.
    mutating func begin(_ columns: ParticipantColumns) {
        if columns.has(.messages) { messages = messages ?? 0 }
        if columns.has(.externalUserId) || columns.has(.email) {
            repeatVisitors = repeatVisitors ?? 0
            identified = identified ?? 0
        }
    }

    /// Adds a participant.
    ///
    /// - Parameter isRepeat: whether they came again; nil where nothing tells who they are.
    mutating func add(_ row: [Workbook.Cell], _ columns: ParticipantColumns, isRepeat: Bool?) {
        attended += 1
        if let watched = ParticipantValue.seconds(columns.cell(.timeWatched, of: row)) { seconds.append(watched) }
        if let sent = ParticipantValue.number(columns.cell(.messages, of: row)) { messages = (messages ?? 0) + sent }
        guard let isRepeat else { return }
        identified = (identified ?? 0) + 1
        if isRepeat { repeatVisitors = (repeatVisitors ?? 0) + 1 }
    }

    /// Adds what another one counted.
    mutating func add(_ other: AttendanceCount) {
        attended += other.attended
        seconds += other.seconds
        messages = Self.sum(messages, other.messages)
        repeatVisitors = Self.sum(repeatVisitors, other.repeatVisitors)
        identified = Self.sum(identified, other.identified)
    }

    /// The figures; the average and the median are those of the participants, not of the sessions.
    var figures: AttendanceSummary.Figures {
        AttendanceSummary.Figures(
            attended: attended, averageSeconds: seconds.isEmpty ? nil : seconds.reduce(0, +) / Double(seconds.count), medianSeconds: median,
            messages: messages.flatMap { Int(exactly: $0.rounded()) }, repeatVisitors: repeatVisitors, identified: identified)
    }

    private var median: Double? {
        guard !seconds.isEmpty else { return nil }
        let sorted = seconds.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    private static func sum<Number: AdditiveArithmetic>(_ left: Number?, _ right: Number?) -> Number? {
        guard let left, let right else { return left ?? right }
        return left + right
    }
}

/// The people who were at the sessions of a job so far.
struct SeenVisitors: Sendable {
    private var externalUserIds = Set<String>()
    /// Of people who came with an externalUserId.
    private var emailsOfKnown = Set<String>()
    /// Of people who came without one.
    private var emailsOfOthers = Set<String>()

    /// What a row tells of who somebody is; nil where it tells nothing.
    struct Visitor: Sendable {
        fileprivate var externalUserId: String?
        /// Without regard to case.
        fileprivate var email: String?

        init?(_ row: [Workbook.Cell], _ columns: ParticipantColumns) {
            externalUserId = ParticipantValue.text(columns.cell(.externalUserId, of: row))
            email = ParticipantValue.text(columns.cell(.email, of: row))?.lowercased()
            if externalUserId == nil, email == nil { return nil }
        }
    }

    /// Whether somebody was there before. The e-mail decides only where one of the two times told no externalUserId: people share addresses.
    func contains(_ visitor: Visitor) -> Bool {
        if let id = visitor.externalUserId, externalUserIds.contains(id) { return true }
        guard let email = visitor.email else { return false }
        return emailsOfOthers.contains(email) || (visitor.externalUserId == nil && emailsOfKnown.contains(email))
    }

    mutating func insert(_ visitor: Visitor) {
        if let id = visitor.externalUserId { externalUserIds.insert(id) }
        guard let email = visitor.email else { return }
        if visitor.externalUserId == nil { emailsOfOthers.insert(email) } else { emailsOfKnown.insert(email) }
    }
}
