package import Foundation

extension AutowebinarPlan {
    /// What the action `createAutowebinar` brings about.
    package init(_ arguments: ActionArguments, marker: RunMarker, connection: String, webURL: String, now: Date) {
        let names = ActionPlace.Names(arguments)
        let place: Place =
            if case .id(let spaceId) = names.space, case .id(let roomId) = names.room {
                .ids(spaceId: spaceId, roomId: roomId)
            } else {
                .names(space: names.space?.text ?? "", room: names.room?.text ?? "")
            }
        self.init(
            title: arguments.text("name") ?? "", connection: connection, place: place, record: RecordSelector(names.record),
            startsAt: arguments.instant("startDate"), timezone: arguments.text("timezone") ?? "UTC", marker: marker, createdAt: now, webURL: webURL)
    }

    /// Whether another plan asks for the same showing.
    func means(_ other: AutowebinarPlan) -> Bool {
        title == other.title && place == other.place && record == other.record && startsAt == other.startsAt && timezone == other.timezone
    }
}

extension RecordSelector {
    /// What may be an id or a name and has not the form of an id is a name.
    init(_ reference: ObjectReference?) {
        self =
            switch reference {
            case .id(let id): .id(id)
            case .name(let name), .either(let name): .name(name)
            case .word, nil: .latest(minDuration: nil, nameContains: nil)
            }
    }
}

extension ObjectReference {
    /// The id, the name or the word itself.
    package var text: String {
        switch self {
        case .id(let text), .name(let text), .either(let text), .word(let text): text
        }
    }
}
