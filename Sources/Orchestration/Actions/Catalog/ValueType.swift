/// What a parameter of an action takes, or a member of its result is.
package enum ValueType: Hashable, Sendable {
    /// One line of at most so many characters.
    case text(maximum: Int)
    case boolean
    /// True, false, or a text that livedigital gets as it is.
    case switchOrText(maximum: Int)
    case integer(ClosedRange<Int>)
    case choice([Choice])
    /// RFC 3339 with an offset; UTC with milliseconds and `Z` in results.
    case instant
    /// An IANA name such as `Europe/Moscow`.
    case timezone
    /// An absolute `http` or `https` URL of at most ``longestAddress`` characters.
    case address
    /// Something on livedigital or here that a list offers.
    case identifier(of: OptionList)

    package static let longestAddress = 2000
    package static let longestIdentifier = 200
}

/// One value of a choice.
package struct Choice: Hashable, Sendable {
    /// What the action works with, and what every list shows.
    package var value: String
    package var label: Localized
    /// Other ways to write it that are taken, too.
    package var spellings: [String]

    package init(_ value: String, _ label: Localized, spellings: [String] = []) {
        self.value = value
        self.label = label
        self.spellings = spellings
    }
}

/// A list that something can be chosen from; the raw value is its name in `/v1/options/…`.
package enum OptionList: String, CaseIterable, Sendable {
    case spaces, rooms, records, playbacks, calls, sessions, jobs

    /// Whether what it lists has names by which it can be told.
    package var hasNames: Bool {
        switch self {
        case .spaces, .rooms, .records, .playbacks: true
        case .calls, .sessions, .jobs: false
        }
    }
}
