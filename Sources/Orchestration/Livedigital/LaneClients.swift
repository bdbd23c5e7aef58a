import DurableFlow
import LivedigitalAPI

/// The clients of the connections, for whoever carries calls out.
struct LaneClients: Sendable {
    private let clients: @Sendable (String) async throws -> LivedigitalClient

    /// - Parameter clients: the client of a connection. Where it throws, the connection is missing or locked; the text of a thrown ``Failure`` is
    ///   shown.
    init(_ clients: @escaping @Sendable (String) async throws -> LivedigitalClient) {
        self.clients = clients
    }

    /// The client of a lane, or why its runs must wait.
    func client(of lane: String) async -> Result<LivedigitalClient, Failure> {
        do {
            return .success(try await clients(lane))
        } catch let failure as Failure {
            return .failure(failure)
        } catch {
            return .failure(Failure(code: "unauthorized", message: "The connection \(lane) cannot be used: \(error)"))
        }
    }
}
