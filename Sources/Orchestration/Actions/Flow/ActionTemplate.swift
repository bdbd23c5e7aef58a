/// A value with references in it: `Планёрка {{occurrence.date}}`.
package struct ActionTemplate: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case text(String)
        case reference(ActionReference)
    }

    package var parts: [Part]

    /// Why a text is no template.
    package struct Mistake: Error, Hashable, Sendable {
        package var problem: String
        package var hint: String
    }

    /// Whether a value has to be resolved before it can be read.
    package static func isNeeded(_ value: JSONValue) -> Bool { value.text?.contains("{{") ?? false }

    package init(_ text: String) throws(Mistake) {
        parts = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Mistake(problem: "\"{{\" is not closed", hint: "write {{occurrence.date}}")
            }
            let path = String(rest[open.upperBound..<close.lowerBound]).split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            parts.append(.reference(try ActionReference(path)))
            rest = rest[close.upperBound...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
    }

    package var references: [ActionReference] {
        parts.compactMap { if case .reference(let reference) = $0 { reference } else { nil } }
    }

    /// The reference that is the whole of the value; nil where text stands around it.
    package var whole: ActionReference? { if parts.count == 1, case .reference(let reference) = parts[0] { reference } else { nil } }

    /// The value with what the references stand for: of a whole reference with its type, else a text. Null stands for nothing in a text.
    package func resolved(_ value: (ActionReference) -> JSONValue) -> JSONValue {
        if let whole { return value(whole) }
        return .string(
            parts.map { part in
                switch part {
                case .text(let text): return text
                case .reference(let reference):
                    let value = value(reference)
                    return value == .null ? "" : value.plainText
                }
            }.joined())
    }
}

/// What a reference points at.
package enum ActionReference: Hashable, Sendable {
    /// `occurrence.date`
    case occurrence(OccurrenceMember)
    /// `event.callId`
    case event(EventMember)
    /// `constants.NAME`
    case constant(String)
    /// `steps.ID.MEMBER`
    case step(String, member: String)

    init(_ path: String) throws(ActionTemplate.Mistake) {
        let words = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        switch (words.first, words.count) {
        case ("occurrence", 2):
            guard let member = OccurrenceMember(rawValue: words[1]) else {
                throw ActionTemplate.Mistake(
                    problem: "an occurrence has no \"\(words[1])\"",
                    hint: Suggestion(words[1], among: OccurrenceMember.allCases.map(\.rawValue)).english)
            }
            self = .occurrence(member)
        case ("event", 2):
            guard let member = EventMember(rawValue: words[1]) else {
                throw ActionTemplate.Mistake(
                    problem: "an event has no \"\(words[1])\"", hint: Suggestion(words[1], among: EventMember.allCases.map(\.rawValue)).english)
            }
            self = .event(member)
        case ("constants", 2): self = .constant(words[1])
        case ("steps", 3): self = .step(words[1], member: words[2])
        default:
            throw ActionTemplate.Mistake(
                problem: "\"{{\(path)}}\" is no reference",
                hint: "there are {{occurrence.MEMBER}}, {{event.MEMBER}}, {{constants.NAME}} and {{steps.ID.MEMBER}}")
        }
    }
}

/// What is known of the date that a run of a job is for.
package enum OccurrenceMember: String, CaseIterable, Sendable {
    /// The day in the job's zone: `2026-12-07`.
    case date
    /// The time in the job's zone: `09:45`.
    case time
    /// The same as one text: `2026-12-07T09:45`.
    case local
    /// The instant: `2026-12-07T06:45:00.000Z`.
    case startsAt
    /// The job's zone, an IANA name.
    case timezone

    package var type: ValueType {
        switch self {
        case .date, .time, .local: .text(maximum: 20)
        case .startsAt: .instant
        case .timezone: .timezone
        }
    }
}
