import Foundation

extension RemoteState {
    func webhook(of space: SandboxAccount.Space) throws(Refusal) -> SandboxAccount.Webhook {
        guard let webhook = account.webhooks.first(where: { $0.spaceId == space.id }) else { throw .notFound("Webhook") }
        return webhook
    }

    /// What a second one does is not documented; it is refused.
    mutating func createWebhook(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let space = try space(call)
        let members = try call.members()
        try members.refuse(except: ["url"])
        let url = try members.address("url")
        guard !account.webhooks.contains(where: { $0.spaceId == space.id }) else {
            throw Refusal(status: 409, message: "Webhook already exists", code: "webhook_exists")
        }
        let webhook = SandboxAccount.Webhook(spaceId: space.id, url: url, secret: surroundings.secret())
        set(webhook, of: space.id, .created, by: call.operation, at: surroundings.now)
        return Answer(status: 201, content: .json(webhook.jsonWithSecret))
    }

    mutating func updateWebhook(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        var webhook = try webhook(of: space(call))
        let members = try call.members()
        try members.refuse(except: ["url", "isActive"])
        webhook.url = try members.address("url")
        guard case .boolean(let isActive) = try members.required("isActive") else { throw .invalid("isActive must be a boolean") }
        webhook.isActive = isActive
        set(webhook, of: webhook.spaceId, .updated, by: call.operation, at: surroundings.now)
        return Self.ok(webhook.json)
    }

    mutating func deleteWebhook(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let webhook = try webhook(of: space(call))
        set(nil, of: webhook.spaceId, .deleted, by: call.operation, at: surroundings.now)
        return Answer(status: 204, content: .none)
    }

    mutating func refreshSecret(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        var webhook = try webhook(of: space(call))
        webhook.secret = surroundings.secret()
        set(webhook, of: webhook.spaceId, .refreshed, by: call.operation, at: surroundings.now)
        return Self.ok(webhook.jsonWithSecret)
    }
}
