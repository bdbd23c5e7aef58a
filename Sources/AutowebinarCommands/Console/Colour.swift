/// Colours for the words that say how something is, on a terminal that may show them; elsewhere the words are plain.
enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33

    /// The word as it is written to standard output.
    static func paint(_ word: String) -> String {
        guard Console.isTerminal, let colour = Colour(word) else { return word }
        return "\u{1B}[\(colour.rawValue)m\(word)\u{1B}[0m"
    }

    /// Nil where a word has none: states that need nobody stay as they are.
    private init?(_ word: String) {
        switch word {
        case "completed", "done", "ok", "ready", "active", "finished", "performed": self = .green
        case "waiting", "paused", "attention", "adopted", "repeated", "late": self = .yellow
        case "held", "failed", "broken": self = .red
        default: return nil
        }
    }
}
