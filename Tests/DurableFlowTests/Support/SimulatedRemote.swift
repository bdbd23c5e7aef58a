import DurableFlow
import Foundation

/// A number generator that gives the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A remote side with a hidden truth: what it really made, when it appears in lists, and how often it was asked.
struct SimulatedRemote {
    struct Hall {
        var id: String
        var marker: String
        var listedAt: Date
        var isFitted = false
        var isOpen = false
        var openings = 0
    }

    struct Show {
        var id: String
        var hall: String
        var run: String
        var listedAt: Date
    }

    var halls: [Hall] = []
    var shows: [Show] = []
    var created = 0
    /// New objects appear in lists this much later.
    var listLag: TimeInterval = 0.3

    /// Carries the call out, for ever.
    mutating func apply(_ call: ShowFlow.Call, at now: Date) -> Performance<ShowFlow.Answer> {
        switch call {
        case .makeHall(let marker):
            created += 1
            let id = "hall-\(created)"
            halls.append(Hall(id: id, marker: marker, listedAt: now.addingTimeInterval(listLag)))
            return .answered(.made(id), made: [RemoteObject(kind: "hall", identifier: id)])
        case .readScript, .report: return .answered(.done)
        case .fitOut(let hall):
            guard let index = halls.firstIndex(where: { $0.id == hall }) else { return .refused(Failure(code: "not_found", message: "no hall")) }
            halls[index].isFitted = true
            halls[index].isOpen = false
            return .answered(.done)
        case .makeShow(let hall, let run):
            created += 1
            let id = "show-\(created)"
            shows.append(Show(id: id, hall: hall, run: run, listedAt: now.addingTimeInterval(listLag)))
            return .answered(.made(id), made: [RemoteObject(kind: "show", identifier: id)])
        case .open(let hall):
            guard let index = halls.firstIndex(where: { $0.id == hall }) else { return .refused(Failure(code: "not_found", message: "no hall")) }
            if !halls[index].isOpen { halls[index].openings += 1 }
            halls[index].isOpen = true
            return .answered(.done)
        case .tearDownShow(let id):
            shows.removeAll { $0.id == id }
            return .answered(.done)
        case .tearDownHall(let id):
            halls.removeAll { $0.id == id }
            return .answered(.done)
        }
    }

    func lookUp(_ call: ShowFlow.Call, at now: Date) -> Finding<ShowFlow.Answer> {
        switch call {
        case .makeHall(let marker):
            let found = halls.first { $0.marker == marker && $0.listedAt <= now }
            return found.map { .found(.made($0.id), made: [RemoteObject(kind: "hall", identifier: $0.id)]) } ?? .absent
        case .makeShow(let hall, let run):
            let found = shows.first { $0.hall == hall && $0.run == run && $0.listedAt <= now }
            return found.map { .found(.made($0.id), made: [RemoteObject(kind: "show", identifier: $0.id)]) } ?? .absent
        case .fitOut(let hall): return halls.contains { $0.id == hall && $0.isFitted } ? .found(.done) : .absent
        case .open(let hall): return halls.contains { $0.id == hall && $0.isOpen } ? .found(.done) : .absent
        case .readScript, .report, .tearDownShow, .tearDownHall: return .absent
        }
    }
}
