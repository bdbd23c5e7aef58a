import Curl
import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import Synchronization
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct ClockCheckTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(arguments: [(-86_400, false), (0, false), (1, false), (2, true), (86_400, true)])
    func aClockBeforeTheJournalIsAProblem(entryAhead: TimeInterval, isProblem: Bool) throws {
        let database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        Workspace.registerMigrations(in: &migrator)
        try migrator.migrate(database)
        let problem = try database.write { db in
            #expect(try ClockCheck.problem(db, now: Self.now) == nil, "an empty journal says nothing")
            let written = Self.now.addingTimeInterval(entryAhead)
            _ = try ServiceJournal(settle: .seconds(1), boot: "test", startedAt: written).submit(
                db, key: "demo@always", flow: .autowebinar(AutowebinarFlow(plan: Webinar.plan())), now: written)
            return try ClockCheck.problem(db, now: Self.now)
        }
        #expect((problem != nil) == isProblem)
        let words = "the clock stands at 2027-01-15T08:00:00.000Z, before the journal's last entry at 2027-01-1"
        if isProblem { #expect(problem?.hasPrefix(words) == true) }
    }

    @Test(arguments: [(-121, "121 s ahead of"), (-120, nil), (0, nil), (120, nil), (121, "121 s behind")] as [(TimeInterval, String?)])
    func aClockThatIsTwoMinutesOffIsAProblem(livedigitalAhead: TimeInterval, expected: String?) {
        let shown = ServerDate(date: Self.now.addingTimeInterval(livedigitalAhead), receivedAt: Self.now)
        let problem = ClockCheck.problem(shown, connection: "school")
        #expect(problem == expected.map { "this machine's clock is \($0) livedigital's (connection school); set it right" })
        #expect(ClockCheck.problem(nil, connection: "school") == nil)
    }

    @Test func aClockThatIsSetIsFoundWrongAtTheNextLookAndNotBelievedMeanwhile() async throws {
        let place = try SessionPlace()
        let remote = DatedRemote()
        let ahead = Mutex(TimeInterval(0))
        let accounts = Accounts(
            configuration: .init(), contract: .assumed, environmentToken: "t0ken", transport: remote,
            masterKey: { throw SecretError("there is none") }, reader: nil)
        let check = ClockCheck(
            accounts: accounts, reader: place.reader, hasEnvironmentToken: true, now: { Date().addingTimeInterval(ahead.withLock { $0 }) })
        #expect(await check.problem() == nil)
        #expect(await check.problem() == nil)
        #expect(remote.asked == 1, "livedigital is not asked at each look")
        for jump in [2700.0, -2700] {
            ahead.withLock { $0 = jump }
            let words = jump > 0 ? " s ahead of livedigital's (connection default); set it right" : " s behind livedigital's (connection default)"
            #expect(await check.problem()?.contains(words) == true, "\(jump)")
            // What cannot be asked is no reason to believe the clock.
            remote.isDown.withLock { $0 = true }
            #expect(await check.problem()?.contains(words) == true, "\(jump)")
            ahead.withLock { $0 = 0 }
            #expect(await check.problem() == nil, "it was set right")
            remote.isDown.withLock { $0 = false }
        }
        // The machine stood still, and both clocks go on elsewhere: livedigital's own word decides.
        ahead.withLock { $0 = 2700 }
        remote.ahead.withLock { $0 = 2700 }
        #expect(await check.problem() == nil)
        // A step of less than two minutes is none.
        ahead.withLock { $0 = 2790 }
        #expect(await check.problem() == nil)
    }
}

@Suite(.timeLimit(.minutes(5))) struct ClockCheckAskingTests {
    @Test("who was not heard yet is asked at each look, and one that does not answer keeps nobody else from it")
    func unheard() async throws {
        let place = try SessionPlace()
        let remote = DatedRemote()
        let accounts = Accounts(
            configuration: .init(), contract: .assumed, environmentToken: "t0ken", transport: remote,
            masterKey: { throw SecretError("there is none") }, reader: nil)
        let check = ClockCheck(accounts: accounts, reader: place.reader, hasEnvironmentToken: true, now: { Date() + 86_400 })
        remote.isDown.withLock { $0 = true }
        let waits = "livedigital's clock was not heard since the start (connections: default); planning waits for its first answer"
        #expect(await check.problem()?.hasPrefix(waits) == true)
        let once = remote.asked
        #expect(await check.problem()?.hasPrefix(waits) == true)
        #expect(remote.asked == 2 * once)
        remote.isDown.withLock { $0 = false }
        #expect(await check.problem()?.contains("s ahead of livedigital's") == true)
    }

    @Test("an answer without a date is an answer, a refused token comes with one, and without an account nobody is waited for")
    func heard() async throws {
        let place = try SessionPlace()
        func check(_ remote: DatedRemote, token: String? = "t0ken") -> ClockCheck {
            let accounts = Accounts(
                configuration: .init(), contract: .assumed, environmentToken: token, transport: remote,
                masterKey: { throw SecretError("there is none") }, reader: nil)
            return ClockCheck(accounts: accounts, reader: place.reader, hasEnvironmentToken: token != nil)
        }
        for (remote, token) in [(DatedRemote(isDated: false), "t0ken"), (DatedRemote(status: 401), "t0ken"), (DatedRemote(), nil)] {
            let check = check(remote, token: token)
            #expect(await check.problem() == nil)
            // Once is enough.
            remote.isDown.withLock { $0 = true }
            #expect(await check.problem() == nil)
        }
    }
}

/// A livedigital that answers with its `Date`, and nothing else.
private final class DatedRemote: HTTPTransport {
    let ahead = Mutex(TimeInterval(0))
    let isDown = Mutex(false)
    private let count = Mutex(0)
    private let status: Int
    private let isDated: Bool

    init(status: Int = 200, isDated: Bool = true) {
        self.status = status
        self.isDated = isDated
    }

    var asked: Int { count.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        count.withLock { $0 += 1 }
        if isDown.withLock({ $0 }) { throw HTTPFailure(code: .cannotConnect, message: "refused", requestWasSent: false) }
        let format = DateFormatter()
        (format.locale, format.timeZone, format.dateFormat) = (Locale(identifier: "en_US_POSIX"), .gmt, "EEE, dd MMM yyyy HH:mm:ss 'GMT'")
        let date = format.string(from: Date().addingTimeInterval(ahead.withLock { $0 }))
        return HTTPResponse(status: status, headers: isDated ? [("Date", date)] : [], body: Data(#"{"id":"u1"}"#.utf8))
    }
}
