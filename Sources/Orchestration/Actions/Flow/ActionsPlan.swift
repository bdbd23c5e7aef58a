package import Foundation
import LivedigitalAPI
import Recurrence

/// What one run of actions is to bring about. It never changes while the run lasts.
package struct ActionsPlan: Codable, Sendable, Hashable {
    /// The livedigital account; the run's lane.
    package let connection: String
    /// Not empty.
    package let steps: [ActionStep]
    /// What references to the occurrence stand for; empty for an action that was asked for by itself.
    let occurrence: [String: JSONValue]
    /// What references to the event that began the run stand for; nil where none did.
    let event: [String: JSONValue]?
    let constants: [String: JSONValue]
    /// The address of the participants' web application, without a last slash.
    package let webURL: String
    private let start: StoredMilliseconds?
    private let made: StoredMilliseconds
    /// How long what is not there yet, or not its turn, is waited for.
    let patience: StoredMilliseconds

    /// The date that the run is for; nil for an action that was asked for by itself.
    package var startsAt: Date? { start?.date }
    /// When the run was made.
    package var createdAt: Date { made.date }
    /// True for an action that was asked for by itself.
    package var isSingle: Bool { start == nil }
    /// When what is not there yet, such as a report, is given up.
    var readyBy: Date { max(createdAt, startsAt ?? createdAt).later(by: patience.duration) }

    /// An action that was asked for by itself.
    package init(_ arguments: ActionArguments, connection: String, webURL: String, now: Date) {
        let step = ActionStep(id: arguments.action, action: arguments.action, arguments: arguments.values)
        self.init(
            connection: connection, steps: [step], occurrence: [:], constants: [:], startsAt: nil, webURL: webURL, now: now,
            patience: .seconds(600))
    }

    /// The steps of a job at one of its dates, or because of an event.
    package init(_ job: Job, _ actions: ActionsJob, startsAt: Date, event: Event? = nil, webURL: String, now: Date) {
        let timezone = job.schedule?.timezone ?? TimeZone.current.identifier
        self.init(
            connection: job.connection, steps: actions.steps.map { ActionStep(id: $0.id, action: $0.action, arguments: $0.arguments) },
            occurrence: Self.occurrence(startsAt, timezone), event: event?.references, constants: actions.constants, startsAt: startsAt,
            webURL: webURL,
            now: now,
            patience: .seconds(86_400))
    }

    private init(
        connection: String, steps: [ActionStep], occurrence: [String: JSONValue], event: [String: JSONValue]? = nil,
        constants: [String: JSONValue], startsAt: Date?, webURL: String, now: Date, patience: Duration
    ) {
        self.connection = connection
        self.steps = steps
        self.occurrence = occurrence
        self.event = event
        self.constants = constants
        self.webURL = webURL.withoutLastSlashes
        start = startsAt.map(StoredMilliseconds.init)
        made = StoredMilliseconds(now)
        self.patience = StoredMilliseconds(patience)
    }

    private static func occurrence(_ startsAt: Date, _ timezone: String) -> [String: JSONValue] {
        // The zone was checked with the job; should it have vanished since, the clock of the reference is UTC's.
        let local = (try? ZoneDatabase().zone(timezone)).map { $0.wallTime(at: startsAt).description } ?? String(WireDate.format(startsAt).prefix(16))
        var members: [OccurrenceMember: String] = [.local: local, .startsAt: WireDate.format(startsAt), .timezone: timezone]
        members[.date] = String(local.prefix(10))
        members[.time] = String(local.dropFirst(11))
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key.rawValue, .string($0.value)) })
    }
}

/// One action of a run.
package struct ActionStep: Codable, Sendable, Hashable {
    /// Unique in its run; by it later steps refer to its result.
    package let id: String
    package let action: String
    /// By member; texts may hold references.
    package let arguments: [String: JSONValue]
    /// What it makes is found by this, until it has its name.
    let marker: RunMarker
    /// The key of the run that it starts, where it starts one and has no `externalId`.
    let child: String

    init(id: String, action: String, arguments: [String: JSONValue]) {
        var random = SystemRandomNumberGenerator()
        self.id = id
        self.action = action
        self.arguments = arguments
        marker = RunMarker(using: &random)
        child = RunKey.command()
    }
}
