import Orchestration

/// A thing of ours with what its reason says to people, as `detail` in the language of the request; the reason itself is kept in English, for programs.
struct Told<Thing: Encodable & Sendable>: Encodable, Sendable {
    var thing: Thing
    /// Nil where there is no reason.
    var detail: String?

    private enum CodingKeys: String, CodingKey { case detail }

    func encode(to encoder: any Encoder) throws {
        try thing.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(detail, forKey: .detail)
    }
}

extension Language {
    /// What a layer below said, in this language.
    func telling(_ english: String) -> String { self == .russian ? Translation.russian(english) : english }

    /// A run with why it failed or waits.
    func telling(_ run: RunView) -> Told<RunView> { Told(thing: run, detail: run.error.map(telling)) }

    /// A hook with why it is disabled.
    func telling(_ hook: Hook) -> Told<Hook> { Told(thing: hook, detail: hook.disabledReason.map(telling)) }

    /// Deliveries with why the last attempt failed. Many fail alike, so each reason is translated once.
    func telling(_ deliveries: [Delivery]) -> [Told<Delivery>] {
        let reasons = Set(deliveries.compactMap(\.reason))
        let told = Dictionary(uniqueKeysWithValues: reasons.map { ($0, telling($0)) })
        return deliveries.map { delivery in Told(thing: delivery, detail: delivery.reason.flatMap { told[$0] }) }
    }
}
