/// The faults that were armed, in order.
struct FaultBoard: Sendable {
    private(set) var faults: [ArmedFault] = []
    private var lastNumber = 0

    mutating func arm(_ fault: Fault) -> ArmedFault {
        lastNumber += 1
        let armed = ArmedFault(number: lastNumber, fault: fault, seen: 0, hits: 0, state: .armed)
        faults.append(armed)
        return armed
    }

    mutating func clear() { faults = [] }

    /// Counts a call and gives the fault that hits it. Where several are due, the one armed first hits, and the others wait for the next call.
    mutating func take(_ call: Call) -> Fault? {
        var hit: Fault?
        for index in faults.indices where faults[index].state == .armed && matches(faults[index].fault, call) {
            faults[index].seen += 1
            guard hit == nil, faults[index].seen >= faults[index].fault.occurrence else { continue }
            faults[index].hits += 1
            if faults[index].hits == faults[index].fault.times { faults[index].state = .fired }
            hit = faults[index].fault
        }
        return hit
    }

    private func matches(_ fault: Fault, _ call: Call) -> Bool {
        guard fault.operation == call.operation.rawValue else { return false }
        return fault.matching.map { call.publishes == ($0 == .publish) } ?? true
    }
}
