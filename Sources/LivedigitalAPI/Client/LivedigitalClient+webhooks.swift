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
        let call = try call(.createWebhook, PathValues(spaceId: spaceId))
        let response = try await success(call, body: body)
        var webhook = try read(OneAnswer<Webhook>.self, response, call).value
        // One that was there before may have been answered instead.
        guard webhook.url == url || webhook.url.isEmpty && webhook.secret != nil else {
            throw call.unreadable(response, "does not show the webhook that was asked for")
        }
        webhook.url = url
        return webhook
    }

    /// Sets address and activity of the webhook of a space; harmless when repeated. The secret stays. Where the answer cannot be read, the webhook is
    /// read and must show both, or it is ``LivedigitalError/Kind/unknown(retryAfter:)``.
    package func updateWebhook(spaceId: String, url: String, isActive: Bool) async throws(LivedigitalError) -> Webhook {
        let call = try call(.updateWebhook, PathValues(spaceId: spaceId))
        var body = JSONText()
        body.member("url", .string(url))
        body.member("isActive", .bool(isActive))
        let answer: ChangeAnswer<Webhook> = try await updated(call, body: body)
        if case .silent = answer { return Webhook(url: url, isActive: isActive) }
        if let answered = answer.value, !answered.url.isEmpty { return answered }
        return try await seen(after: call) { () async throws(LivedigitalError) in
            let shown = try await webhook(spaceId: spaceId)
            return shown?.url == url && (shown?.isActive ?? isActive) == isActive ? shown : nil
        }
    }

    /// Removes the webhook of a space, whosever it is; harmless when repeated.
    @discardableResult
    package func deleteWebhook(spaceId: String) async throws(LivedigitalError) -> Deletion {
        try await deletion(.deleteWebhook, PathValues(spaceId: spaceId)) { () async throws(LivedigitalError) in
            try await webhook(spaceId: spaceId) == nil
        }
    }

    /// Gives the webhook of a space a new secret. The one before is void from then on, so only the last answer counts.
    package func refreshWebhookSecret(spaceId: String) async throws(LivedigitalError) -> Webhook {
        try await object(.refreshSecretWebhook, PathValues(spaceId: spaceId))
    }
}
