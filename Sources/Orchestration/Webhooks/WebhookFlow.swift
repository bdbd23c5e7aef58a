package import DurableFlow
package import Foundation

/// The making or removing of our webhook of one space, as a value that performs nothing. Whatever it was interrupted in, it reads first what the space
/// has. A change whose outcome is unknown settles before it is made again: one that takes effect late would void the secret that is known by then, or
/// remove the webhook of a later run.
package struct WebhookFlow: StoredFlow, Equatable {
    package static let kind = "webhook"
    package static let version = 1

    /// What is to become of the space's webhook.
    package enum Goal: String, Codable, Sendable {
        /// It is ours; a foreign one is left alone.
        case own
        /// It is ours, whatever was there.
        case takeOver
        /// It is none of ours.
        case remove
        /// It has none, whosever it was.
        case clear
    }

    /// Where the flow stands.
    package enum State: Codable, Sendable, Equatable {
        case read
        case create
        case update
        case refreshSecret
        case delete
        /// It is ours, and we know its secret.
        case active
        /// It leads elsewhere and was left alone.
        case foreign(url: String, holder: String?)
        case removed
        case failed(Failure)
        case cancelled
    }

    package let connection: String
    package let spaceId: String
    package let goal: Goal
    /// The address that it is to have.
    package let url: String
    /// What our addresses begin with, and the one that it had when our own address was another.
    package let ours: [String]
    /// Whether the secret that it has is stored: at first, whether any was; one that is made or taken over has another.
    package private(set) var knowsSecret: Bool
    private let asked: Bool?
    package private(set) var state = State.read
    /// A secret that was learned, sealed.
    package private(set) var secret: Data?
    /// The foreign address that was replaced.
    package private(set) var replacedURL: String?
    /// A new secret for the receiver there, sealed.
    package private(set) var relaySecret: Data?
    /// The address that the space's webhook had when it was read last.
    private var found: String?
    /// Reads that followed a refused create: somebody else made one in between.
    private var conflicts = 0

    /// A person asked for it, and is told what was found.
    package var isAsked: Bool { asked ?? false }

    package init(connection: String, spaceId: String, goal: Goal, url: String, ours: [String], knowsSecret: Bool, isAsked: Bool = false) {
        self.connection = connection
        self.spaceId = spaceId
        self.goal = goal
        self.url = url
        self.ours = ours
        self.knowsSecret = knowsSecret
        asked = isAsked ? true : nil
    }

    package var lane: String { connection }

    /// Whether livedigital may sign already with a secret that is not stored: it does so from the instant at which it makes one, and we learn it later.
    package var awaitsSecret: Bool {
        switch state {
        case .read, .update: !knowsSecret && goal != .remove && goal != .clear
        case .create, .refreshSecret: true
        case .delete, .active, .foreign, .removed, .failed, .cancelled: false
        }
    }

    package var effect: Effect<WebhookCall> {
        func call(_ step: String, _ call: WebhookCall, _ kind: CallEffect<WebhookCall>.Kind = .adoptable) -> Effect<WebhookCall> {
            .call(CallEffect(step: step, call: call, kind: kind))
        }
        switch state {
        case .read: return call("getWebhook", .read(spaceId: spaceId), .repeatable)
        case .create: return call("createWebhook", .create(spaceId: spaceId, url: url))
        case .update: return call("updateWebhook", .update(spaceId: spaceId, url: url))
        case .refreshSecret: return call("refreshSecretWebhook", .refreshSecret(spaceId: spaceId, url: url))
        case .delete: return call("deleteWebhook", .delete(spaceId: spaceId, url: found ?? url))
        case .active, .foreign, .removed: return .end(.completed)
        case .failed(let failure): return .end(.failed(failure))
        case .cancelled: return .end(.cancelled)
        }
    }

    package mutating func receive(_ outcome: Outcome<WebhookAnswer>, at now: Date) {
        switch outcome {
        case .answered(let answer, _): receive(answer)
        case .refused(let failure):
            // Somebody else made one since it was read; once more, then it is given up.
            if state == .create, failure.code == "conflict", conflicts == 0 {
                conflicts += 1
                state = .read
            } else {
                state = .failed(failure)
            }
        case .elapsed, .expired: break
        }
    }

    private mutating func receive(_ answer: WebhookAnswer) {
        switch (state, answer) {
        // What a look-up finds to be otherwise than before is judged anew.
        case (.read, .shown(let url, let isActive, let holder)), (.create, .shown(let url, let isActive, let holder)),
            (.refreshSecret, .shown(let url, let isActive, let holder)), (.delete, .shown(let url, let isActive, let holder)):
            state = next(url, isActive, holder)
        case (.create, .created(let secret)):
            self.secret = secret
            state = secret == nil ? .refreshSecret : .active
        case (.update, .updated(let relaySecret)):
            self.relaySecret = replacedURL == nil ? nil : relaySecret
            state = knowsSecret && replacedURL == nil ? .active : .refreshSecret
        case (.refreshSecret, .refreshed(let secret)):
            self.secret = secret
            state = .active
        case (.delete, .deleted): state = .removed
        default: break
        }
    }

    private mutating func next(_ found: String?, _ isActive: Bool?, _ holder: String?) -> State {
        self.found = found
        guard let found else {
            if goal == .remove || goal == .clear { return .removed }
            knowsSecret = false
            return .create
        }
        let isOurs = holder == nil && SpaceWebhook.isOurs(found, ours + [url])
        switch goal {
        case .clear: return .delete
        case .remove where isOurs: return .delete
        case .remove: return isAsked ? .foreign(url: found, holder: holder) : .removed
        case .own where !isOurs: return .foreign(url: found, holder: holder)
        case .takeOver where !isOurs && holder == nil:
            replacedURL = found
            knowsSecret = false
            return .update
        case .own, .takeOver:
            if holder != nil { return .foreign(url: found, holder: holder) }
            if found != url || isActive == false { return .update }
            return knowsSecret ? .active : .refreshSecret
        }
    }

    package mutating func cancel(at now: Date) {
        switch state {
        case .read, .create, .update, .refreshSecret, .delete: state = .cancelled
        case .active, .foreign, .removed, .failed, .cancelled: break
        }
    }

    package mutating func retry(at now: Date) -> Bool {
        guard case .failed = state else { return false }
        state = .read
        return true
    }
}
