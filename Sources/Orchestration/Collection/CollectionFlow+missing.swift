import DurableFlow
import Foundation
package import LivedigitalAPI

extension CollectionFlow {
    /// A report that was not collected.
    package struct Missing: Sendable, Equatable {
        package var callId: String
        package var format: ReportFormat
        package var reason: String
    }

    /// The reports that were given up.
    package var missingReports: [Missing] {
        facts.calls.flatMap { call in
            plan.formats.compactMap { format in
                call.givenUp[format.rawValue].map { Missing(callId: call.id, format: format, reason: $0) }
            }
        }
    }

    /// Says what a run that ends lacks; the first three by name.
    func missing(because cause: String? = nil, code: String = "incomplete") -> Failure {
        let (progress, reports) = (progress, missingReports)
        var parts = [cause].compactMap { $0 }
        if facts.spaceId != nil { parts.append(progress.words) }
        parts += reports.prefix(3).map { "call \($0.callId), \($0.format.rawValue): \($0.reason)" }
        if reports.count > 3 { parts.append("more reports: \(reports.count - 3)") }
        parts += facts.refusedLists.prefix(3)
        if facts.refusedLists.count > 3 { parts.append("more lists of calls: \(facts.refusedLists.count - 3)") }
        return Failure(code: code, message: parts.joined(separator: "; "))
    }
}
