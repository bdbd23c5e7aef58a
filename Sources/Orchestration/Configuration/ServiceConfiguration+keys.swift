/// The keys of the configuration, in one place for the file and the environment.
enum ConfigurationKeys {
    static let sections: [(section: String, keys: [String])] = [
        ("storage", ["path", "data", "synchronous"]),
        ("server", ["host", "port", "publicURL", "allowPrivateHooks"]),
        ("livedigital", ["baseURL", "webURL", "contract", "caFile", "timeout", "rate", "concurrency", "waitingRoomOn", "watch"]),
        ("secrets", ["keyFile"]),
        ("log", ["level", "format"]),
    ]

    static func keys(of section: String) -> [String] { sections.first { $0.section == section }?.keys ?? [] }

    /// The environment variable of a key: `AUTOWEBINAR_`, the section, the key with an underscore before each new word, all in capitals.
    /// `livedigital.baseURL` is `AUTOWEBINAR_LIVEDIGITAL_BASE_URL`.
    static func variable(_ section: String, _ key: String) -> String {
        var name = "AUTOWEBINAR_\(section)_"
        var previous: Character?
        for character in key {
            if character.isUppercase, previous?.isLowercase == true { name.append("_") }
            name.append(character)
            previous = character
        }
        return name.uppercased()
    }
}
