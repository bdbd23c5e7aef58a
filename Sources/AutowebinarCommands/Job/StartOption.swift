import ArgumentParser
import Foundation
import LivedigitalAPI
import Orchestration

/// When something begins: an instant, or so much later than now.
enum StartOption: ExpressibleByArgument, Equatable {
    case at(Date)
    case after(Duration)

    init?(argument: String) {
        if argument.hasPrefix("+"), let duration = DurationText.parse(String(argument.dropFirst())) {
            self = .after(duration)
        } else if let date = WireDate.parse(argument) {
            self = .at(date)
        } else {
            return nil
        }
    }

    func date(from now: Date) -> Date {
        switch self {
        case .at(let date): date
        // Whole seconds: livedigital may cut the rest.
        case .after(let duration): Date(timeIntervalSince1970: (now.timeIntervalSince1970 + duration.inWholeSeconds).rounded(.up))
        }
    }
}

extension Duration {
    fileprivate var inWholeSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
