/// What an operator says about an intent whose outcome nobody can look up.
package enum Resolution: Sendable, Equatable {
    /// It was carried out, and made the object of this identifier.
    case adopt(String)
    /// It was not carried out.
    case undone

    /// The form in which the journal keeps it.
    var text: String {
        switch self {
        case .adopt(let identifier): "adopt:\(identifier)"
        case .undone: "undone"
        }
    }

    init?(text: String) {
        if text == "undone" {
            self = .undone
        } else if text.hasPrefix("adopt:") {
            self = .adopt(String(text.dropFirst("adopt:".count)))
        } else {
            return nil
        }
    }
}
