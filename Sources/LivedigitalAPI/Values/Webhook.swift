/// Where livedigital posts the events of a space. A space has one.
package struct Webhook: Sendable, Equatable {
    /// The address that is posted to; empty where livedigital does not say.
    package var url: String
    /// Whether it is posted to; nil where livedigital does not say.
    package var isActive: Bool?
    /// The key of the signatures, as a plain text. Only making the webhook and refreshing the secret answer it; it is in no description.
    package var secret: String?

    package init(url: String, isActive: Bool? = nil, secret: String? = nil) {
        self.url = url
        self.isActive = isActive
        self.secret = secret
    }
}

extension Webhook: CustomStringConvertible, CustomReflectable {
    package var description: String { "Webhook(url: \(url))" }
    package var customMirror: Mirror { Mirror(self, children: ["url": url, "isActive": isActive as Any]) }
}

extension Webhook: WireValue {
    init(_ object: WireObject, _ names: AnswerNames) {
        self.init(url: object.string("url") ?? "", isActive: object.bool("isActive"), secret: object.string("secret"))
    }
}
