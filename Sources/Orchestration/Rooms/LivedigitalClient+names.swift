package import LivedigitalAPI

/// Why a space or room that was named cannot be told.
package struct NameFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// None has that id or name.
        case notFound = "not_found"
        /// Several have that name.
        case ambiguous = "ambiguous_name"
        /// None was found, but the list is not whole.
        case unproved = "not_in_list"
    }

    package var code: Code
    package var description: String
}

extension LivedigitalClient {
    /// The id of the space that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func spaceId(of name: String) async throws -> String {
        let listing = try await spaces()
        return try pick(name, "space", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    /// The id of the room of a space that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func roomId(of name: String, spaceId: String) async throws -> String {
        let listing = try await rooms(spaceId: spaceId)
        return try pick(name, "room", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    /// The id of the recording of a room that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func recordId(of name: String, spaceId: String, roomId: String) async throws -> String {
        let listing = try await records(spaceId: spaceId, roomId: roomId)
        return try pick(name, "recording", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    /// The id of the playback of a space that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func playbackId(of name: String, spaceId: String) async throws -> String {
        let listing = try await playbacks(spaceId: spaceId)
        return try pick(name, "playback", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    private func pick(_ name: String, _ what: String, _ all: [(id: String, name: String?)], isComplete: Bool) throws -> String {
        if let exact = all.first(where: { $0.id == name }) { return exact.id }
        let matches = all.filter { $0.name == name }
        switch matches.count {
        case 1: return matches[0].id
        case 0:
            let names = all.prefix(10).map { "\"\($0.name ?? $0.id)\"" }.joined(separator: ", ")
            let listed = all.isEmpty ? "there is none" : "there are \(names)\(all.count > 10 ? " and \(all.count - 10) more" : "")"
            guard isComplete else {
                throw NameFailure(
                    code: .unproved, description: "the \(what) \"\(name)\" is not in livedigital's list, which is not whole; give its id instead")
            }
            throw NameFailure(code: .notFound, description: "no \(what) has the id or the exact name \"\(name)\"; \(listed)")
        default:
            let ids = matches.map(\.id).joined(separator: ", ")
            throw NameFailure(code: .ambiguous, description: "\(matches.count) \(what)s are named \"\(name)\"; give one of their ids: \(ids)")
        }
    }
}
