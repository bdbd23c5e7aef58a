/// All settings of the service. `ServiceConfiguration()` holds the defaults; ``load(path:environment:defaultPath:)`` reads file and environment.
/// Relative paths are relative to the working directory.
package struct ServiceConfiguration: Hashable, Sendable {
    /// Where things are kept.
    package struct Storage: Hashable, Sendable {
        /// How safely SQLite commits.
        package enum Synchronous: String, CaseIterable, Sendable {
            /// Every commit survives a power loss.
            case full
            /// Faster; a power loss may drop the last commits, and with them the promise that nothing is made twice.
            case normal
        }

        /// The database file.
        package var path = "var/autowebinar.sqlite"
        /// The folder of reports and recordings.
        package var data = "var/data"
        package var synchronous = Synchronous.full
    }

    /// The HTTP server of the service.
    package struct Server: Hashable, Sendable {
        package var host = "127.0.0.1"
        /// 0 to 65535; with 0 the system chooses a free one.
        package var port = 8080
        /// The address under which others reach this server; nil when nobody outside does. Without a slash at the end.
        package var publicURL: String?
        /// Whether hooks may point to private and loopback addresses.
        package var allowPrivateHooks = false
    }

    /// How livedigital is reached and used.
    package struct Livedigital: Hashable, Sendable {
        /// Which spaces our webhook is subscribed to.
        package enum Watch: Hashable, Sendable {
            /// None where nothing can be posted to us: they are not polled instead.
            case all
            /// By id or exact name; an empty list watches none.
            case spaces([String])
        }

        /// The address of the API with its version, without a slash at the end.
        package var baseURL = "https://moodhood-api.livedigital.space/v1"
        /// The address of the web application, to which invitations lead. Without a slash at the end.
        package var webURL = "https://edu.livedigital.space"
        /// A contract override file.
        package var contract: String?
        /// A file of PEM certificates to trust instead of the system's.
        package var caFile: String?
        /// The longest that one request may take; more than zero.
        package var timeout: Duration = .seconds(30)
        /// Requests per connection at most.
        package var rate = Rate(count: 5, interval: .seconds(1))
        /// Requests at the same time per connection; 1 to 64.
        package var concurrency = 4
        /// The value of `waitingRoomAudience` that switches the waiting room on; nil where it is not known.
        package var waitingRoomOn: String?
        package var watch = Watch.all
    }

    /// How secrets are sealed.
    package struct Secrets: Hashable, Sendable {
        /// The file with the key that seals tokens.
        package var keyFile = "var/master.key"
    }

    /// What is logged.
    package struct Log: Hashable, Sendable {
        /// From the most to the least talkative.
        package enum Level: String, CaseIterable, Sendable {
            case trace, debug, info, notice, warning, error, critical
        }

        /// How a line looks.
        package enum Format: String, CaseIterable, Sendable {
            case text, json
        }

        package var level = Level.info
        package var format = Format.text
    }

    package var storage = Storage()
    package var server = Server()
    package var livedigital = Livedigital()
    package var secrets = Secrets()
    package var log = Log()
    /// The file that was read; nil when there was none.
    package var file: String?

    package init() {}
}
