import Foundation

/// The part of a row of `flow` that the engine carries while it works on the run.
struct RunRow: Sendable {
    var id: Int64
    var key: String
    var lane: String
    var state: RunState
    var step: Int
    var stepName: String?
    var attempt: Int
    var failures: Int
    var doubts: Int
    var since: Int64?
    var due: Int64?
    var fence: Int64
    var cancel: CancelRequest
    var resolution: String?
    var note: String?
    var origin: Origin

    /// What this journal can know of the calls of a run.
    enum Origin: Int, Sendable {
        /// All of them.
        case here = 0
        /// It was made after the journal was restored from a backup; a run that the journal lost may have begun the same. Its first create is
        /// looked up before it is sent.
        case afterRestore = 1
        /// It comes from the backup and may have gone on after it: whatever may not be repeated is looked up before it is sent.
        case backup = 2
    }

    /// Whether the current step may have been carried out without a word of it in the journal.
    var isRestored: Bool { origin != .here && doubts == 0 }
    /// What the flow has not received yet. Read with the row, and taken away only by its receipt.
    var amendment: Data?

    /// Whether somebody asked for the end of the run.
    enum CancelRequest: Int, Sendable {
        case none = 0
        case asked = 1
        case received = 2
    }

    static let columns =
        "id, key, lane, state, step, step_name, attempt, failures, doubts, since_ms, due_ms, fence, cancel, resolution, note, origin, amendment"

    /// - Parameter row: one that begins with ``columns``.
    init(_ row: Columns) {
        id = row.integer(0)
        key = row.text(1) ?? ""
        lane = row.text(2) ?? ""
        state = RunState(rawValue: Int(row.integer(3))) ?? .held
        step = Int(row.integer(4))
        stepName = row.text(5)
        attempt = Int(row.integer(6))
        failures = Int(row.integer(7))
        doubts = Int(row.integer(8))
        since = row.optionalInteger(9)
        due = row.optionalInteger(10)
        fence = row.integer(11)
        cancel = CancelRequest(rawValue: Int(row.integer(12))) ?? .none
        resolution = row.text(13)
        note = row.text(14)
        origin = Origin(rawValue: Int(row.integer(15))) ?? .backup
        amendment = row.blob(16)
    }

    /// The question with the reason why the answer to it is not taken, or not yet: it is asked still, and no reason takes its place. The reason alone
    /// where nothing was answered.
    func note(notTaking reason: String) -> String {
        guard case .adopt(let identifier) = resolution.flatMap(Resolution.init(text:)), let note else { return reason }
        let question = note.firstRange(of: Self.answerMark).map { String(note[..<$0.lowerBound]) } ?? note
        return question == reason ? question : "\(question)\(Self.answerMark)\(identifier) is not taken: \(reason))"
    }

    private static let answerMark = " (the answer "

    /// Forgets what belongs to the step that is over.
    mutating func beginNextStep() {
        step += 1
        stepName = nil
        attempt = 1
        failures = 0
        doubts = 0
        since = nil
        note = nil
        resolution = nil
    }
}

/// A run as it is stored.
struct StoredRun {
    let row: RunRow
    /// The flow, as it stores itself.
    let context: Data
    let kind: String
    let version: Int

    static let columns = "\(RunRow.columns), ctx, kind, version"

    /// - Parameter row: one that begins with ``columns``.
    init(_ row: Columns) {
        self.row = RunRow(row)
        context = row.blob(17) ?? Data()
        kind = row.text(18) ?? ""
        version = Int(row.integer(19))
    }
}
