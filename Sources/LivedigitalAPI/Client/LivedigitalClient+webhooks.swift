import Curl
import Foundation

extension LivedigitalClient {
    /// The webhook of a space, without its secret, or nil where livedigital has none (404, or an answer without an address).
    ///
    /// An unknown space is 404 as well.
    package func webhook(spaceId: String) async throws(LivedigitalError) -> Webhook? {
        let call = try call(.getWebhook, PathValues(spaceId: spaceId))
        let response = try await send(call)
        if response.status == 404 || response.isSuccess && (response.body.isEmpty || response.body == Data("null".utf8)) { return nil }
        guard response.isSuccess else { throw failure(call, response) }
        let webhook = try read(OneAnswer<Webhook>.self, response, call).value
        return webhook.url.isEmpty ? nil : webhook
    }

    /// Makes the webhook of a space and gives it with its secret.
    ///
    /// What livedigital does where the space has one already is not documented: look first. After
    /// ``LivedigitalError/Kind/unknown(retryAfter:)`` look again; a webhook with our address whose secret was lost gets a new one by
    /// ``refreshWebhookSecret(spaceId:)``.
    package func createWebhook(spaceId: String, url: String) async throws(LivedigitalError) -> Webhook {
        var body = JSONText()
        body.member("url", .string(url))
        var webhook: Webhook = try await object(.createWebhook, PathValues(spaceId: spaceId), body: body)
        if webhook.url.isEmpty { webhook.url = url }
        return webhook
    }

    /// Sets address and activity of the webhook of a space; harmless when repeated. The secret stays.
    package func updateWebhook(spaceId: String, url: String, isActive: Bool) async throws(LivedigitalError) -> Webhook {
        let call = try call(.updateWebhook, PathValues(spaceId: spaceId))
        var body = JSONText()
        body.member("url", .string(url))
        body.member("isActive", .bool(isActive))
        var webhook: Webhook = try await updated(call, body: body) ?? Webhook(url: url, isActive: isActive)
        if webhook.url.isEmpty { webhook.url = url }
        return webhook
    }

    /// Removes the webhook of a space, whosever it is; harmless when repeated.
    @discardableResult
    package func deleteWebhook(spaceId: String) async throws(LivedigitalError) -> Deletion {
        try await deletion(.deleteWebhook, PathValues(spaceId: spaceId))
    }

    /// Gives the webhook of a space a new secret. The one before is void from then on, so only the last answer counts.
    package func refreshWebhookSecret(spaceId: String) async throws(LivedigitalError) -> Webhook {
        try await object(.refreshSecretWebhook, PathValues(spaceId: spaceId))
    }
}
