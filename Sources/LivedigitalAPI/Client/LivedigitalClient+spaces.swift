extension LivedigitalClient {
    /// The spaces that the token can see.
    package func spaces() async throws(LivedigitalError) -> Listing<Space> { try await listing(.getSpacesList, PathValues()) }

    /// Makes a space. Not repeatable: after ``LivedigitalError/Kind/unknown(retryAfter:)`` look for the name among the spaces first.
    ///
    /// livedigital answers the id alone; the rest is what was sent.
    package func createSpace(name: String, description: String? = nil, logo: String? = nil) async throws(LivedigitalError) -> Space {
        var space: Space = try await object(.createSpace, PathValues(), body: Self.body(name, description, logo))
        space.name = space.name ?? name
        space.description = space.description ?? description
        space.logo = space.logo ?? logo
        return space
    }

    /// Changes a space; harmless when repeated. What is left nil stays as it is.
    ///
    /// livedigital may take away what a PUT leaves out, so whatever is nil here is read from the list of spaces first. A space that the list
    /// does not show, such as one made a moment ago, keeps what livedigital keeps by itself.
    /// - Returns: the space as livedigital answered it, else as it was sent. An answer that cannot be read is none: then the list must show the change,
    ///   or it is ``LivedigitalError/Kind/unknown(retryAfter:)``.
    package func updateSpace(
        spaceId: String, name: String? = nil, description: String? = nil, logo: String? = nil
    ) async throws(LivedigitalError) -> Space {
        let call = try call(.updateSpace, PathValues(spaceId: spaceId))
        var space = Space(id: spaceId, name: name, description: description, logo: logo)
        if name == nil || description == nil || logo == nil, let known = try await spaces().items.first(where: { $0.id == spaceId }) {
            space.name = name ?? known.name
            space.description = description ?? known.description
            space.logo = logo ?? known.logo
        }
        guard let name = space.name else {
            throw call.failure(
                .refused, "the space has no name in livedigital's list and none was given; nothing was changed", advice: "Give a name.")
        }
        let answer: ChangeAnswer<Space> = try await updated(call, body: Self.body(name, space.description, space.logo))
        if case .silent = answer { return space }
        if let answered = answer.value, answered.id == spaceId, answered.name != nil { return answered }
        let sent = space
        return try await seen(after: call) { () async throws(LivedigitalError) in
            try await spaces().items.first { $0.id == spaceId && $0.name == name && !$0.contradicts(sent) }
        }
    }

    /// Removes a space and, as far as is known, all that lives in it; harmless when repeated.
    @discardableResult
    package func deleteSpace(spaceId: String) async throws(LivedigitalError) -> Deletion {
        try await deletion(.deleteSpace, PathValues(spaceId: spaceId)) { () async throws(LivedigitalError) in
            try await spaces().lacks { $0.id == spaceId }
        }
    }

    /// A space is not made correctly without `isPublic: true`, and livedigital is about to drop the member.
    private static func body(_ name: String, _ description: String?, _ logo: String?) -> JSONText {
        var body = JSONText()
        body.member("name", .string(name))
        body.member("isPublic", .bool(true))
        if let description { body.member("description", .string(description)) }
        if let logo { body.member("logo", .string(logo)) }
        return body
    }
}
