package import GRDB

/// The names of jobs that come over HTTP.
///
/// Files have one namespace, as one person writes them all. Over HTTP each connection is somebody else, who must neither meet nor guess the names of
/// others: what a connection puts there is stored as `NAME~CONNECTION`, which no file can be called, and shown to it as `NAME`. The connection
/// `default` shares the namespace of the files as long as the name is free there.
package enum JobName {
    /// What stands between a name and the connection that it belongs to.
    private static let mark: Character = "~"

    /// The name under which a job that is new over HTTP is stored.
    package static func new(_ name: String, connection: String, in db: Database) throws -> String {
        guard connection == Connection.defaultName, try JobTable.fetch(db, name) == nil else { return own(name, connection) }
        // What another connection's job of that name has left must not become its.
        return try hasRuns(db, of: name, "lane <> ?", connection) ? own(name, connection) : name
    }

    /// Under which name the job is stored that a connection calls so, or was before it was removed.
    static func stored(_ name: String, of connection: String, in db: Database) throws -> String {
        if let stored = try JobTable.fetch(db, name, of: connection) { return stored.job.name }
        let own = own(name, connection)
        return try hasRuns(db, of: own, "lane = ?", connection) ? own : name
    }

    /// Whether a connection put the job over HTTP under a name of its own, so that no file can describe it.
    static func isOwn(_ stored: String) -> Bool { stored.contains(mark) }

    /// The name as its connection knows it.
    package static func shown(_ stored: String) -> String { String(stored.prefix { $0 != mark }) }

    /// Under which names the job may be stored that a connection calls so, its own first.
    static func candidates(_ name: String, connection: String) -> [String] { [own(name, connection), name] }

    private static func hasRuns(_ db: Database, of job: String, _ condition: String, _ connection: String) throws -> Bool {
        let prefix = RunKey.prefix(of: job)
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS(SELECT 1 FROM flow WHERE key >= ? AND key < ? AND \(condition))",
            arguments: [prefix, prefix + "\u{10FFFF}", connection]) ?? false
    }

    private static func own(_ name: String, _ connection: String) -> String { "\(name)\(mark)\(connection)" }
}

extension JobTable {
    /// The job that a connection calls so: one that it put over HTTP, else one of a file; nil where it has none.
    package static func fetch(_ db: Database, _ name: String, of connection: String) throws -> StoredJob? {
        for candidate in JobName.candidates(name, connection: connection) {
            if let stored = try fetch(db, candidate), stored.job.connection == connection { return stored }
        }
        return nil
    }
}
