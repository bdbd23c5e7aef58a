import LivedigitalAPI

/// What livedigital showed of the spaces that concern us, at about one instant. What is not in it was not asked for.
struct RemoteShowing: Sendable {
    /// An answer, or why there is none.
    typealias Answer<Value: Sendable> = Result<Value, Unread>

    /// Why something could not be read, in words.
    struct Unread: Error, Equatable { var reason: String }

    /// The playbacks of a space.
    var playbacks: [RemotePlace: Answer<Listing<Playback>>] = [:]
    /// The events of a playback, by its id.
    var events: [String: Answer<Listing<PlaybackEvent>>] = [:]
    /// Single playbacks that the list did not show, or not as they should be; nil where livedigital says that there is none.
    var single: [String: Answer<Playback?>] = [:]
    /// The spaces that a connection has, for runs that have only its name yet.
    var spaces: [String: Answer<Listing<Space>>] = [:]

    /// The place of a run: where it found it, else by the name in its job.
    func place(of run: DriftRun) -> RemotePlace? {
        if let place = run.place { return place }
        guard case .names(let name, _) = run.flow.plan.place, case .success(let list)? = spaces[run.flow.plan.connection] else { return nil }
        let matches = list.items.filter { $0.id == name || $0.name == name }
        guard let space = matches.first(where: { $0.id == name }) ?? (matches.count == 1 ? matches.first : nil) else { return nil }
        return RemotePlace(connection: run.flow.plan.connection, spaceId: space.id)
    }

    /// What became of one playback.
    enum Presence: Equatable {
        case there(Playback)
        case gone
        /// It cannot be told, for this reason.
        case unclear(String)
    }

    /// The single answer is newer than the list; absence needs a whole list besides.
    func presence(of id: String, in place: RemotePlace) -> Presence {
        switch (playbacks[place], single[id]) {
        case (_, .success(let playback?)?): return .there(playback)
        case (.success(let list)?, let single):
            if let listed = list.items.first(where: { $0.id == id }) {
                // It was asked for because the list shows it otherwise than it was published, or says too little.
                switch single {
                case .success?: return .unclear("livedigital lists the playback \(id), and says that it does not exist")
                case .failure(let unread)?: return .unclear(unread.reason)
                case nil: return .there(listed)
                }
            }
            guard list.isComplete else { return .unclear("livedigital listed only a part of the playbacks of the space \(place.spaceId)") }
            switch single {
            case .success?: return .gone
            case .failure(let unread)?: return .unclear(unread.reason)
            case nil: return .unclear("the playback \(id) was not asked for")
            }
        case (.failure(let unread)?, _): return .unclear(unread.reason)
        case (nil, _): return .unclear("the space \(place.spaceId) was not asked for")
        }
    }
}
