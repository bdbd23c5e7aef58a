extension LivedigitalClient {
    /// The account of the token: the test of a connection.
    package func getMe() async throws(LivedigitalError) -> User { try await object(.getMe, PathValues()) }

    /// The spaces that the token can see.
    package func spaces() async throws(LivedigitalError) -> Listing<Space> { try await listing(.getSpacesList, PathValues()) }

    /// The rooms of a space.
    package func rooms(spaceId: String) async throws(LivedigitalError) -> Listing<Room> {
        try await listing(.getRoomsList, PathValues(spaceId: spaceId))
    }

    /// One room. A room that does not exist fails with ``LivedigitalError/Kind/refused`` and status 404.
    package func room(spaceId: String, roomId: String) async throws(LivedigitalError) -> Room {
        try await object(.getRoom, PathValues(spaceId: spaceId, roomId: roomId))
    }

    /// The recordings of a room, those under way included.
    package func records(spaceId: String, roomId: String) async throws(LivedigitalError) -> Listing<RoomRecord> {
        try await listing(.listRecords, PathValues(spaceId: spaceId, roomId: roomId))
    }
}
