import CLibcurl

/// Where the floor makes its playbacks: the first space of the account and its first room, asked for before the clock starts.
struct FloorPlace {
    /// Address of the space, without a slash at the end.
    let space: String
    /// The room's id.
    let room: String

    init(baseURL: String) throws {
        let base = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        space = "\(base)/spaces/\(try Self.firstIdentifier("\(base)/spaces"))"
        room = try Self.firstIdentifier("\(space)/rooms")
    }

    private static func firstIdentifier(_ url: String) throws -> String {
        let answer = try FloorTransfer.fetch(url)
        guard let identifier = answer.withUnsafeBytes({ JSONText(bytes: $0).string("id") }) else {
            throw BenchFailure(code: .server, message: "GET \(url) lists nothing; the benchmark needs a space with a room that has a record.")
        }
        return identifier
    }
}
