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

    /// Changes a space; harmless when repeated.
    ///
    /// It is sent whole, since livedigital may take away what a PUT leaves out: what is nil here is left out.
    /// - Returns: the space as livedigital answered it, else as it was sent. An answer that cannot be read is none: then the list must show the change,
    ///   or it is ``LivedigitalError/Kind/unknown(retryAfter:)``.
    package func updateSpace(_ space: Space) async throws(LivedigitalError) -> Space {
        let call = try call(.updateSpace, PathValues(spaceId: space.id))
        guard let name = space.name else {
            throw call.failure(.refused, "livedigital shows no name of the space and none was given; nothing was changed", advice: "Give a name.")
        }
        let answer: ChangeAnswer<Space> = try await updated(call, body: Self.body(name, space.description, space.logo))
        if case .silent = answer { return space }
        if let answered = answer.value, answered.id == space.id, answered.name != nil { return answered }
        return try await seen(after: call) { () async throws(LivedigitalError) in
            try await spaces().items.first { $0.id == space.id && $0.name == name && !$0.contradicts(space) }
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
