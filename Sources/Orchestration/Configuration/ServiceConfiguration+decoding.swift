extension ServiceConfiguration {
    /// Reads a document; what it leaves out keeps its default. Nil after a report.
    init?(_ document: DocumentValue) {
        self.init()
        guard let sections = document.map(ConfigurationKeys.sections.map(\.section)) else { return nil }
        func read(_ section: String, _ decode: (DocumentMap) -> Void) {
            if let keys = sections.optional(section, { $0.map(ConfigurationKeys.keys(of: section)) }) { decode(keys) }
        }
        read("storage") { keys in
            storage.path = keys.optional("path") { $0.text() } ?? storage.path
            storage.data = keys.optional("data") { $0.text() } ?? storage.data
            storage.synchronous = keys.optional("synchronous") { $0.choice() } ?? storage.synchronous
        }
        read("server") { keys in
            server.host = keys.optional("host") { $0.text() } ?? server.host
            server.port = keys.optional("port") { $0.integer(0...65_535) } ?? server.port
            server.publicURL = keys.optional("publicURL") { $0.webAddress() }
            server.allowPrivateHooks = keys.optional("allowPrivateHooks") { $0.bool() } ?? server.allowPrivateHooks
        }
        read("livedigital") { livedigital = Livedigital($0) }
        read("secrets") { keys in
            secrets.keyFile = keys.optional("keyFile") { $0.text() } ?? secrets.keyFile
        }
        read("log") { keys in
            log.level = keys.optional("level") { $0.choice() } ?? log.level
            log.format = keys.optional("format") { $0.choice() } ?? log.format
        }
    }
}

extension ServiceConfiguration.Livedigital {
    init(_ keys: DocumentMap) {
        self.init()
        baseURL = keys.optional("baseURL") { $0.webAddress() } ?? baseURL
        webURL = keys.optional("webURL") { $0.webAddress() } ?? webURL
        contract = keys.optional("contract") { $0.text() }
        caFile = keys.optional("caFile") { $0.text() }
        timeout = keys.optional("timeout") { $0.duration(isPositive: true) } ?? timeout
        rate = keys.optional("rate") { $0.rate() } ?? rate
        concurrency = keys.optional("concurrency") { $0.integer(1...64) } ?? concurrency
        waitingRoomOn = keys.optional("waitingRoomOn") { $0.text() }
        watch = keys.optional("watch", Self.watch) ?? watch
    }

    private enum WatchWord: String, CaseIterable {
        case all
    }

    private static func watch(_ value: DocumentValue) -> Watch? {
        value.isList ? value.list { $0.text() }.map(Watch.spaces) : value.choice(WatchWord.self).map { _ in .all }
    }
}
