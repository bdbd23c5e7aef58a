package import Curl
import DurableFlow
import Foundation
package import GRDB
package import LivedigitalAPI
package import Logging
package import Recurrence

/// Everything that a command needs besides its own arguments, made from the configuration. Opening it writes nothing.
package struct Workspace: Sendable {
    package let configuration: ServiceConfiguration
    package let contract: Contract
    package let zones: ZoneDatabase
    /// The holiday sets in the folder `holidays` beside the configuration file.
    package let holidays: HolidayFiles
    package let transport: CurlClient
    package let logger: Logger
    package let environment: [String: String]

    /// - Throws: the mistakes of the contract file, or a file of certificates that cannot be read.
    package init(configuration: ServiceConfiguration, environment: [String: String], logger: Logger) throws(DiagnosticList) {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
        contract = try Contract.inForce(configuration.livedigital.contract)
        if let file = configuration.livedigital.caFile, FileManager.default.contents(atPath: file)?.isEmpty ?? true {
            throw DiagnosticList(
                Diagnostic(
                    file: file, path: "livedigital.caFile", problem: "the file of certificates cannot be read, or is empty",
                    hint: "point livedigital.caFile at a file of PEM certificates, or leave it out to trust the system's"))
        }
        if let text = environment[Self.tokenVariable], !text.isEmpty, Connection.token(in: text) == nil {
            throw DiagnosticList(
                Diagnostic(
                    file: "environment", path: Self.tokenVariable, problem: "that is not a token: \(Connection.notToken)",
                    hint: "copy it again, without \"Bearer\" in front"))
        }
        zones = ZoneDatabase()
        holidays = HolidayFiles(
            folder: configuration.file.map { URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("holidays").path }
                ?? "config/holidays")
        transport = CurlClient(configuration: .init(certificateAuthorityFile: configuration.livedigital.caFile))
    }

    /// Whether a process owns the database just now, and so works on its runs.
    package var isOwned: Bool { !OwnerLock.isFree(databasePath: configuration.storage.path) }

    /// The token of the connection `default` that the environment sets, or nil.
    package var environmentToken: String? { environment[Self.tokenVariable].flatMap(Connection.token) }

    /// What names the token of the connection `default` in the environment.
    package static let tokenVariable = "AUTOWEBINAR_TOKEN"

    /// The key that sealed the stored tokens.
    package func masterKey() throws -> MasterKey {
        try MasterKey.load(file: configuration.secrets.keyFile, environment: environment)
    }

    /// The key to seal a token with; its file is made where it is missing.
    package func makingMasterKey() throws -> MasterKey {
        try MasterKey.make(file: configuration.secrets.keyFile, environment: environment)
    }

    /// The clients of the stored connections.
    package func accounts(_ reader: WorkspaceReader?) -> Accounts {
        Accounts(
            configuration: configuration.livedigital, contract: contract, environmentToken: environmentToken,
            transport: LoggedTransport(transport, logger: logger),
            masterKey: { try masterKey() }, reader: reader?.store.pool)
    }

    /// The database for reading; nil where there is none yet, or a process was killed before it had made the tables.
    package func openForReading() throws -> WorkspaceReader? {
        guard let store = try Store.openForReading(path: configuration.storage.path) else { return nil }
        do {
            let migrator = Self.migrator
            guard try store.pool.read({ try ConnectionTable.exists($0) }) else {
                try store.pool.read { try Store.refuseWhatIsNotOurs($0, migrator, path: store.path) }
                return nil
            }
            // An owner that is just making its tables is waited for a second; the tables of an earlier version are read as they are.
            var looks = 0
            while looks < 50, try !store.pool.read(migrator.hasCompletedMigrations) {
                usleep(20_000)
                looks += 1
            }
            return WorkspaceReader(store)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError(path: store.path, reason: StoreError.explain(error, at: store.path))
        }
    }

    /// The database for leaving a command to its owner. Nothing else is ever written through it. An owner that is just making the database is
    /// waited for.
    ///
    /// - Returns: nil where `takesOver`, asked again and again, says that this process has become the owner.
    func openForCommands(unless takesOver: () throws -> Bool) async throws -> Store? {
        for _ in 0..<100 {
            if try takesOver() { return nil }
            if let store = try Store.openForCommands(path: configuration.storage.path) { return store }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw StoreError(path: configuration.storage.path, reason: "the process that owns it does not make its tables; stop it and start it again")
    }

    func open() throws -> Store {
        try Store.open(
            path: configuration.storage.path, synchronous: configuration.storage.synchronous.journal, migrations: Self.registerMigrations)
    }

    /// What makes the tables.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        registerMigrations(in: &migrator)
        return migrator
    }

    /// All tables of the database, in the order in which they are made.
    package static func registerMigrations(in migrator: inout DatabaseMigrator) {
        ServiceJournal.registerMigrations(in: &migrator)
        ConnectionTable.registerMigrations(in: &migrator)
        JobTable.registerMigrations(in: &migrator)
        SessionTable.registerMigrations(in: &migrator)
        AccessKeyTable.registerMigrations(in: &migrator)
        RequestTable.registerMigrations(in: &migrator)
        JobTable.registerOpenings(in: &migrator)
        SessionEvents.registerMigrations(in: &migrator)
        SessionTable.registerRenewal(in: &migrator)
        EventTable.registerMigrations(in: &migrator)
        HookTable.registerMigrations(in: &migrator)
        DeliveryTable.registerMigrations(in: &migrator)
        IngestTable.registerMigrations(in: &migrator)
        WebhookTable.registerMigrations(in: &migrator)
        JobTable.registerEvents(in: &migrator)
        ChangeOrder.registerMigrations(in: &migrator)
    }
}

extension ServiceConfiguration.Storage.Synchronous {
    var journal: Synchronous {
        switch self {
        case .full: .full
        case .normal: .normal
        }
    }
}
