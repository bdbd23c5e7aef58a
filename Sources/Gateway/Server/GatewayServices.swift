import Crypto
import DurableFlow
import Foundation
import LivedigitalAPI
import Logging
import Orchestration

/// What the handlers of requests work with.
struct GatewayServices: Sendable {
    let owned: OwnedWorkspace
    let events: EventService
    let authoriser: Authoriser
    let admission: Admission
    let requests: RepeatedRequests
    let links: SignedLinks
    let metrics: RequestMetrics
    let drain: Drain
    let openAPI: Data

    var reader: WorkspaceReader { owned.reader }
    var configuration: ServiceConfiguration { owned.workspace.configuration }
    var logger: Logger { owned.workspace.logger }

    /// The client of the connection that a request is confined to.
    func client(_ call: Call) async throws -> LivedigitalClient { try await owned.accounts.client(call.connection) }
}
