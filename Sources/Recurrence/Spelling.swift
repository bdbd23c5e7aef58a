/// Finds what a person may have meant by a misspelt word.
package enum Spelling {
    /// Up to three of the words, the nearest first, that differ by at most a third of their letters; upper and lower case are the same.
    package static func nearest(to word: String, in words: [String]) -> [String] {
        let letters = Array(word.lowercased())
        // A word of one or two letters resembles too many.
        let limit = letters.count < 3 ? 0 : letters.count / 3
        guard (1...100).contains(letters.count) else { return [] }
        let measured = words.compactMap { candidate -> (word: String, distance: Int)? in
            let others = Array(candidate.lowercased())
            guard abs(others.count - letters.count) <= limit else { return nil }
            let distance = distance(letters, others)
            return distance <= limit ? (candidate, distance) : nil
        }
        let best = measured.map(\.distance).min() ?? 0
        return measured.filter { $0.distance <= best + 1 }.sorted { ($0.distance, $0.word) < ($1.distance, $1.word) }.prefix(3).map(\.word)
    }

    /// `did you mean "a"?`, `did you mean "a" or "b"?` The list must not be empty.
    package static func question(_ words: [String]) -> String {
        "did you mean " + words.map { "\"\($0)\"" }.joined(separator: " or ") + "?"
    }

    /// How many letters must be inserted, deleted, replaced or swapped with their neighbour (optimal string alignment distance).
    static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var current = [i + 1]
            for (j, other) in right.enumerated() {
                var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { cost = min(cost, beforePrevious[j - 1] + 1) }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
