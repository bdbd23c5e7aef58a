import DurableFlow
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
        /// The list does not show what has that id, or not yet.
        case unlisted = "not_listed"
    }

    package var code: Code
    /// What was named: `space`, `room`, `record` or `playback`, as the member that takes either of its id and name.
    package var subject: String
    package var description: String

    /// The same as the reason of a run.
    var failure: Failure { Failure(code: code.rawValue, message: description, subject: subject) }
}

extension LivedigitalClient {
    /// How long a list may lack what was made already.
    private static let listLag = Duration.seconds(2)

    /// What is named, looked for once more a moment later where it is not there: it may have been made just now.
    package func withPatience<Value: Sendable>(_ find: () async throws -> Value) async throws -> Value {
        do {
            return try await find()
        } catch let failure as NameFailure where failure.code == .notFound || failure.code == .unlisted {
            try await Task.sleep(for: Self.listLag)
            return try await find()
        }
    }

    /// The id of the space that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func spaceId(of name: String) async throws -> String {
        let listing = try await spaces()
        return try pick(name, "space", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    /// A space as it is to be: what a change of it leaves nil is what the list shows.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` where the list does not show the space, whose other members are then not
    ///   known, or shows it under the name by which what a run makes is found until it is renamed.
    func whole(_ change: Space) async throws -> Space {
        if change.name != nil, change.description != nil, change.logo != nil { return change }
        let listing = try await spaces()
        guard let known = listing.items.first(where: { $0.id == change.id }) else {
            let (list, patience) = listing.isComplete ? ("list", ", or try again") : ("list, which is not whole,", "")
            throw NameFailure(
                code: listing.isComplete ? .unlisted : .unproved, subject: "space",
                description: "livedigital's \(list) does not show the space \(change.id), so what else it has is not known; nothing was changed. "
                    + "Give name, description and logo\(patience).")
        }
        guard change.name != nil || RunMarker.all(in: known.name ?? "").isEmpty else {
            throw NameFailure(
                code: .unlisted, subject: "space",
                description: "livedigital's list still shows the space \(change.id) under the name that it was made with, so its own is not known; "
                    + "nothing was changed. Give its name, or try again.")
        }
        return Space(
            id: change.id, name: change.name ?? known.name, description: change.description ?? known.description, logo: change.logo ?? known.logo)
    }

    /// The id of the room of a space that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func roomId(of name: String, spaceId: String) async throws -> String {
        let listing = try await listed(spaceId: spaceId) { () throws(LivedigitalError) in try await rooms(spaceId: spaceId) }
        return try pick(name, "room", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    /// The id of the recording of a room that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func recordId(of name: String, spaceId: String, roomId: String) async throws -> String {
        let listing = try await listed(spaceId: spaceId, roomId: roomId) { () throws(LivedigitalError) in
            try await records(spaceId: spaceId, roomId: roomId)
        }
        return try recordId(of: name, among: listing)
    }

    /// The id of the recording in a list that has this id or, exactly, this name.
    ///
    /// - Throws: ``NameFailure`` with the candidates.
    package func recordId(of name: String, among listing: Listing<RoomRecord>) throws -> String {
        try pick(name, "record", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    /// The id of the playback of a space that has this id or, exactly, this name.
    ///
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` with the candidates.
    package func playbackId(of name: String, spaceId: String) async throws -> String {
        let listing = try await playbacks(spaceId: spaceId)
        return try pick(name, "playback", listing.items.map { ($0.id, $0.name) }, isComplete: listing.isComplete)
    }

    /// What is listed below a space or a room.
    ///
    /// A 404 of such a list proves nothing by itself, since the path may differ from the contract; that the place is not in the whole list above it does.
    /// - Throws: ``LivedigitalError``, or ``NameFailure`` where there is no such space or room.
    func listed<Items: Sendable>(
        spaceId: String, roomId: String? = nil, _ list: () async throws(LivedigitalError) -> Items
    ) async throws -> Items {
        let refusal: LivedigitalError
        do {
            return try await list()
        } catch {
            refusal = error
        }
        if refusal.kind == .contractMismatch, refusal.status == 404, let absence = await absence(of: spaceId, roomId) { throw absence }
        throw refusal
    }

    /// That a space, or a room of it, is certainly not there; nil where it is, or nobody knows.
    private func absence(of spaceId: String, _ roomId: String?) async -> NameFailure? {
        do {
            let space = try await self.spaceId(of: spaceId)
            if let roomId { _ = try await self.roomId(of: roomId, spaceId: space) }
            return nil
        } catch {
            return (error as? NameFailure).flatMap { $0.code == .notFound ? $0 : nil }
        }
    }

    private func pick(_ name: String, _ subject: String, _ all: [(id: String, name: String?)], isComplete: Bool) throws -> String {
        let what = subject == "record" ? "recording" : subject
        if let exact = all.first(where: { $0.id == name }) { return exact.id }
        let matches = all.filter { $0.name == name }
        switch matches.count {
        case 1: return matches[0].id
        case 0:
            let names = all.prefix(10).map { "\"\($0.name ?? $0.id)\"" }.joined(separator: ", ")
            let listed = all.isEmpty ? "there is none" : "there are \(names)\(all.count > 10 ? " and \(all.count - 10) more" : "")"
            guard isComplete else {
                throw NameFailure(
                    code: .unproved, subject: subject,
                    description: "the \(what) \"\(name)\" is not in livedigital's list, which is not whole; give its id instead")
            }
            throw NameFailure(code: .notFound, subject: subject, description: "no \(what) has the id or the exact name \"\(name)\"; \(listed)")
        default:
            let ids = matches.map(\.id).joined(separator: ", ")
            throw NameFailure(
                code: .ambiguous, subject: subject, description: "\(matches.count) \(what)s are named \"\(name)\"; give one of their ids: \(ids)")
        }
    }
}
