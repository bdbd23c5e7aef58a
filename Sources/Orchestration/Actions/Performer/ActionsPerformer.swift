package import DurableFlow
package import Foundation
package import LivedigitalAPI

/// Carries the calls of actions out against livedigital, each once, and looks up what they made.
///
/// It may be used from any task at once. A cancelled task frees its transfer; what was on its way is then unknown.
package struct ActionsPerformer: Performer {
    package typealias Call = ActionsCall
    package typealias Answer = ActionsAnswer

    /// The kinds under which the engine keeps what a run made.
    package enum Made {
        package static let space = "space"
        package static let room = "room"
    }

    private let clients: LaneClients
    private let masterKey: @Sendable () throws -> MasterKey
    /// Asks for the reports of showings.
    let autowebinar: LivedigitalPerformer
    let reports: ReportStore
    let runs: RunAccess
    let now: @Sendable () -> Date

    /// - Parameters:
    ///   - clients: the client of a connection; where it throws, its lane is paused.
    ///   - masterKey: seals links; asked for before each call that brings one.
    ///   - runs: the runs of the same database.
    ///   - now: the clock by which links end.
    package init(
        clients: @escaping @Sendable (String) async throws -> LivedigitalClient, masterKey: @escaping @Sendable () throws -> MasterKey,
        autowebinar: LivedigitalPerformer, reports: ReportStore, runs: RunAccess, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.clients = LaneClients(clients)
        self.masterKey = masterKey
        self.autowebinar = autowebinar
        self.reports = reports
        self.runs = runs
        self.now = now
    }

    package func perform(_ call: ActionsCall, _ context: CallContext) async -> Performance<ActionsAnswer> {
        do {
            return try await perform(call, context, client: clients.client(of: context.lane).get())
        } catch let error as LivedigitalError {
            return call.isRead && error.isUnreadable ? .hindered(.unknown(error.description)) : error.performance()
        } catch let error as NameFailure {
            return .refused(error.failure)
        } catch let locked as Failure {
            return .hindered(.blocked(locked))
        } catch {
            // The key, the journal or the disk: nothing was sent.
            return .hindered(.notSent("\(error)"))
        }
    }

    package func lookUp(_ call: ActionsCall, adopting identifier: String?, _ context: CallContext) async -> Finding<ActionsAnswer> {
        do {
            return try await lookUp(call, adopting: identifier, context, client: clients.client(of: context.lane).get())
        } catch let error as LivedigitalError {
            return error.finding()
        } catch let locked as Failure {
            return .hindered(.blocked(locked))
        } catch {
            return .hindered(.notSent("\(error)"))
        }
    }

    /// What seals the link that a call brings. Asked for before the call, so that no link is lost for want of a key.
    func sealing(_ context: CallContext) throws -> (String) throws -> Data {
        let key = try masterKey()
        let member = ActionSecret.member(run: context.runKey, step: context.step, name: "url")
        return { try key.seal($0, connection: context.lane, member: member) }
    }
}

/// The runs and calls of the database that a run belongs to.
package struct RunAccess: Sendable {
    /// Makes a run; false where there is one of that key.
    package var submit: @Sendable (_ key: String, ServiceFlow) async throws -> Bool
    /// The run of that key, or nil.
    package var fetch: @Sendable (_ key: String) async throws -> RunRecord?
    /// The session of that id, where the connection is known to have had one.
    package var session: @Sendable (_ id: String, _ connection: String) async throws -> Session?
    /// How long the change that a run has come to waits for other changes of the same space or room; nil where it is next.
    package var turn: @Sendable (_ key: String) async throws -> Duration?

    package init(
        submit: @escaping @Sendable (_ key: String, ServiceFlow) async throws -> Bool,
        fetch: @escaping @Sendable (_ key: String) async throws -> RunRecord?,
        session: @escaping @Sendable (_ id: String, _ connection: String) async throws -> Session?,
        turn: @escaping @Sendable (_ key: String) async throws -> Duration?
    ) {
        self.submit = submit
        self.fetch = fetch
        self.session = session
        self.turn = turn
    }
}

extension ActionsCall {
    /// The space or room that it reads, changes and sends whole.
    var changedId: String? {
        switch self {
        case .updateSpace(let id, _), .nameRoom(_, let id, _), .updateRoom(_, let id, _): id
        default: nil
        }
    }

    /// It changes nothing on livedigital and decides nothing about what was sent before.
    var isRead: Bool {
        switch self {
        case .find, .findSession, .listSurplus, .composeRoomLink, .composeRecordLink, .collectCallReport, .collectPlaybackReport, .awaitPublication:
            true
        default: false
        }
    }
}
