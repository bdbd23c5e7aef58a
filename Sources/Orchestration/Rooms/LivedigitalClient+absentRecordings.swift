package import DurableFlow
package import LivedigitalAPI

extension LivedigitalClient {
    /// Why livedigital gives no link to a recording, of which it says no more than that there is no such file.
    ///
    /// - Parameters:
    ///   - error: what it answered instead of the link.
    ///   - lost: why the recording will never be finished; nil where that is not known. Asked only where the link was refused for want of the file.
    /// - Returns: nil where there is no more to say than the error does.
    /// - Throws: ``LivedigitalError`` where the recordings of the room cannot be listed, and what `lost` throws.
    package func reason(
        forNoLinkTo recordId: String, spaceId: String, roomId: String, after error: LivedigitalError, lost: () async throws -> Failure?
    ) async throws -> Failure? {
        guard error.kind == .refused, error.status == 404 || error.status == 409 else { return nil }
        if let failure = try await lost() { return failure }
        let record = try await records(spaceId: spaceId, roomId: roomId).items.first { $0.id == recordId }
        return record?.isFinished == false ? Failure.unfinished(recordId: recordId) : nil
    }
}

extension Failure {
    /// A recording has no file as yet.
    package static func unfinished(recordId: String) -> Failure {
        Failure(code: Failure.notReady, message: "The recording \(recordId) is not finished yet; try again later.")
    }
}
