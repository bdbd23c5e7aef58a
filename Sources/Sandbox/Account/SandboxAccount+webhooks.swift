extension SandboxAccount {
    /// Where the events of a space are posted.
    package struct Webhook: Codable, Sendable, Equatable {
        /// The space.
        package var spaceId: String
        /// The address that is posted to.
        package var url: String
        /// The key of the signatures, taken as a plain text.
        package var secret: String
        /// Whether it is posted to.
        package var isActive: Bool

        /// A webhook with these members.
        package init(spaceId: String, url: String, secret: String, isActive: Bool = true) {
            self.spaceId = spaceId
            self.url = url
            self.secret = secret
            self.isActive = isActive
        }
    }
}

extension SandboxAccount.Webhook {
    /// As it is shown: without the secret.
    var json: JSONValue { .object(["url": .string(url), "isActive": .boolean(isActive)]) }

    /// As it is shown where the secret is new.
    var jsonWithSecret: JSONValue { .object(["url": .string(url), "isActive": .boolean(isActive), "secret": .string(secret)]) }
}
