/// Habits of the sandbox that can be changed while it runs, where livedigital's documentation leaves more than one reading.
package struct SandboxOptions: Codable, Sendable, Equatable {
    /// How the address of a recording's file is answered.
    package enum RecordLinkForm: String, Codable, Sendable, CaseIterable {
        /// Status 302 with the address in `Location`.
        case redirect
        /// The address as plain text.
        case text
        /// The address as a JSON text.
        case string
        /// The address as the member `url` of an object.
        case object
        /// The file itself.
        case file
    }

    /// The most seconds that a personal link may be asked to work: 432,000 by the newer documentation.
    package var longestAccess: Int
    /// How the address of a recording's file is answered.
    package var recordLink: RecordLinkForm
    /// Seconds between the attempts to deliver an event to a webhook.
    package var webhookRetrySeconds: Double

    /// The harsher reading of each, unless said otherwise.
    package init(longestAccess: Int = 432_000, recordLink: RecordLinkForm = .text, webhookRetrySeconds: Double = 1) {
        self.longestAccess = longestAccess
        self.recordLink = recordLink
        self.webhookRetrySeconds = webhookRetrySeconds
    }

    /// Reads options of which any may be left out.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        longestAccess = try container.decodeIfPresent(Int.self, forKey: .longestAccess) ?? longestAccess
        recordLink = try container.decodeIfPresent(RecordLinkForm.self, forKey: .recordLink) ?? recordLink
        webhookRetrySeconds = try container.decodeIfPresent(Double.self, forKey: .webhookRetrySeconds) ?? webhookRetrySeconds
    }
}
