package import DurableFlow
import Foundation
package import LivedigitalAPI

/// Carries the calls of the autowebinar flow out against livedigital, each once, and looks them up.
///
/// It may be used from any task at once. A cancelled task frees its transfer; what was on its way is then unknown.
package struct LivedigitalPerformer: Performer {
    package typealias Call = AutowebinarCall
    package typealias Answer = AutowebinarAnswer

    /// The kinds under which the engine keeps what a run made.
    package enum Made {
        package static let playback = "playback"
        package static let playbackEvent = "playbackEvent"
    }

    private let clients: LaneClients
    let listing: SharedListing
    let reports: ReportStore
    let lostRecording: @Sendable (_ recordId: String, _ connection: String) async throws -> Failure?
    let expectsRecording: @Sendable (_ recordId: String, _ connection: String) async throws -> Bool

    /// - Parameters:
    ///   - clients: the client of a connection. Where it throws, the connection is missing or locked: its lane is paused, and the text of a
    ///     thrown ``Failure`` is shown.
    ///   - listing: shared by all performers of a process; pass one made with the engine's clock where that is not the system's.
    ///   - reports: where reports go.
    ///   - lostRecording: why a recording will never be finished; nil where that is not known.
    ///   - expectsRecording: whether a recording that livedigital does not list is waited for, as it may be listed late.
    package init(
        clients: @escaping @Sendable (String) async throws -> LivedigitalClient, listing: SharedListing = SharedListing(), reports: ReportStore,
        lostRecording: @escaping @Sendable (_ recordId: String, _ connection: String) async throws -> Failure? = { _, _ in nil },
        expectsRecording: @escaping @Sendable (_ recordId: String, _ connection: String) async throws -> Bool = { _, _ in false }
    ) {
        self.clients = LaneClients(clients)
        self.listing = listing
        self.reports = reports
        self.lostRecording = lostRecording
        self.expectsRecording = expectsRecording
    }

    package func perform(_ call: AutowebinarCall, _ context: CallContext) async -> Performance<AutowebinarAnswer> {
        switch await clients.client(of: context.lane) {
        case .failure(let locked): return .hindered(.blocked(locked))
        case .success(let client):
            do {
                return try await perform(call, context, client)
            } catch  where call.isRead && error.isUnreadable {
                return .hindered(.unknown(error.description))
            } catch {
                return error.performance()
            }
        }
    }

    package func lookUp(
        _ call: AutowebinarCall, adopting identifier: String?, _ context: CallContext
    ) async -> Finding<AutowebinarAnswer> {
        switch await clients.client(of: context.lane) {
        case .failure(let locked): return .hindered(.blocked(locked))
        case .success(let client):
            do {
                return try await lookUp(call, adopting: identifier, context, client)
            } catch {
                return error.finding()
            }
        }
    }
}
