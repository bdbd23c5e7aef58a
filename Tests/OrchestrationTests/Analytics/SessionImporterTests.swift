import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI
import ProcessHarness
import Spreadsheet
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct SessionImporterTests {
    private let place: SessionPlace
    private let key = "demo@2027-01-15T09:00:00.000Z"

    init() throws { place = try SessionPlace() }

    private func report(_ name: String, _ count: Int) throws -> Session.Report.File {
        try place.report(name, [[.text("name")]] + (0..<count).map { [.text("person \($0)")] })
    }

    private func states() async throws -> [String] {
        try await place.reader.sessions().map { $0.reports.map { $0.state(at: SessionPlace.start).rawValue }.joined() }
    }

    @Test func aRunBecomesASessionAndFollowsIt() async throws {
        let published = Webinar.flow(after: Webinar.story().prefix(6))
        try await place.put(key, published, step: "awaitSessionEnd", state: .waiting, updated: SessionPlace.start)
        try await place.put("other@1", Webinar.flow(after: []), step: "createPlayback", state: .waiting, updated: SessionPlace.start)
        try await place.importer.importPending()
        #expect(try await place.reader.sessions().map(\.id) == [key])

        var done = published
        let file = try report("1.xlsx", 3)
        let stored = StoredReport(format: .xlsx, path: file.path, bytes: file.bytes, sha256: file.sha256)
        for outcome in [Outcome<AutowebinarAnswer>.elapsed, .answered(.report(stored), how: .performed)] {
            done.receive(outcome, at: Webinar.now)
        }
        // In the same millisecond: only state and step tell.
        try await place.put(key, done, step: nil, state: .completed, updated: SessionPlace.start)
        try await place.importer.importPending()
        let session = try #require(try await place.reader.session(key))
        #expect(session.reports.first?.participants == 3)
        #expect(session.timezone == "Europe/Moscow")
        #expect(session.reports.first?.state(at: Webinar.now) == .ready)
    }

    @Test func aCallKeepsTheZoneOfTheJobThatFoundItFirst() async throws {
        var call = SessionPlace.session()
        (call.id, call.kind) = ("c", .call)
        for timezone in [nil, "Europe/Moscow", "Asia/Omsk", nil] {
            call.timezone = timezone
            try await place.fill([call])
        }
        #expect(try await place.reader.session("c")?.timezone == "Europe/Moscow")
    }

    @Test func aCallThatIsOverStaysSoWhereACollectionSawItUnderWay() async throws {
        var call = SessionPlace.session()
        (call.id, call.kind) = ("c", .call)
        let end = call.endsAt
        for endsAt in [nil, end, nil] {
            call.endsAt = endsAt
            try await place.fill([call])
        }
        #expect(try await place.reader.session("c")?.endsAt == end)
    }

    @Test func aPastSessionOfAPermanentAutowebinarKeepsItsTitleWhicheverRunFindsItAgain() async throws {
        let event = PermanentEvent(spaceId: "s1", playbackId: "p1", eventId: "e1")
        let encoder = JSONEncoder()
        for (number, title) in [(Int64(1), "Old"), (2, "New")] {
            let file = try report("\(number).xlsx", Int(number))
            let found = CollectionAnswer.SessionReport(
                session: EventSession(id: "x", startedAt: 1, finishedAt: 2),
                report: StoredReport(format: .xlsx, path: file.path, bytes: file.bytes, sha256: file.sha256))
            var flow = PermanentCollectionFlow(
                plan: PermanentCollectionPlan(
                    connection: "default", title: title, roomId: "room of \(title)", timezone: "Zone/\(title)", event: event,
                    from: SessionPlace.start,
                    coveredUntil: SessionPlace.start, every: .seconds(60), giveUpAfter: .seconds(60), digest: nil))
            flow.state = .collectSessions([found.session])
            flow.receive(.answered(.sessionReports([found]), how: .performed), at: SessionPlace.start)
            let source = SessionSource(
                run: number, key: "open@always/\(number)", kind: PermanentCollectionFlow.kind, version: PermanentCollectionFlow.version,
                context: try flow.stored(by: encoder), updatedMilliseconds: 1, state: 1, step: 1)
            try await place.writer.write { try source.take($0) }
        }
        let session = try #require(try await place.reader.session("x"))
        #expect(session.title == "Old" && session.roomId == "room of Old" && session.timezone == "Zone/Old")
        #expect(session.reports.first?.file?.path.hasSuffix("2.xlsx") == true, "a report that was fetched anew counts")
    }

    @Test func aRunThatTakesItsPublicationBackIsNoSessionAnyMore() async throws {
        var flow = Webinar.flow(after: Webinar.story().prefix(6))
        try await place.put(key, flow, step: "awaitSessionEnd", state: .waiting, updated: SessionPlace.start)
        try await place.importer.importPending()
        flow.cancel(at: Webinar.now)
        for _ in 0..<2 { flow.receive(.answered(.deleted, how: .performed), at: Webinar.now) }
        try await place.put(key, flow, step: nil, state: .cancelled, updated: SessionPlace.start.addingTimeInterval(1))
        try await place.importer.importPending()
        #expect(try await place.dump().isEmpty)
    }

    @Test func aLookAfterWhichNothingChangedIsNotRepeatedFromTheBeginning() async throws {
        let published = Webinar.flow(after: Webinar.story().prefix(6))
        try await place.put(key, published, step: "awaitSessionEnd", state: .waiting, updated: SessionPlace.start)
        try await place.put("other@1", Webinar.flow(after: []), step: "createPlayback", state: .waiting, updated: SessionPlace.start + 1)
        try await place.importer.importPending()
        // A service that starts again finds everything taken in, and looks on from there.
        let latest = try await place.importer.importChanges(since: .min)
        #expect(latest == Int64(SessionPlace.start.timeIntervalSince1970 * 1000))
    }

    @Test func importingAgainChangesNothing() async throws {
        let sessions = try (0..<45).map { SessionPlace.session(try report("\($0).xlsx", $0), day: Double($0)) }
        try await place.fill(sessions)
        let before = try await place.dump()
        let commits = place.writer.commits
        try await place.importer.importPending()
        #expect(try await place.dump() == before)
        #expect(place.writer.commits == commits)
        #expect(before.count { $0.hasPrefix("participant") } == 45 * 44 / 2)
        #expect(try await place.store.pool.read { try SessionBacklog.fetch($0) } == SessionBacklog(runs: 0, reports: 0))
    }

    @Test func otherBytesAreImportedAnew() async throws {
        try await place.fill([SessionPlace.session(report("1.xlsx", 5))])
        try await place.fill([SessionPlace.session(report("2.xlsx", 2))])
        #expect(try await place.participants("demo@0")?.rows == [[.text("person 0")], [.text("person 1")]])
        var lost = try report("3.xlsx", 1)
        lost.path = place.path("none.xlsx")
        try await place.fill([SessionPlace.session(lost)])
        #expect(try await place.participants("demo@0") == nil)
        #expect(try await place.dump().count { $0.hasPrefix("participant") } == 0)
    }

    @Test func aFileThatCannotBeReadStopsNoOther() async throws {
        let good = try report("1.xlsx", 1)
        let missing = Session.Report.File(path: place.path("none.xlsx"), bytes: 1, sha256: "11")
        try Data("PK\u{3}\u{4} nothing".utf8).write(to: URL(fileURLWithPath: place.path("broken.xlsx")))
        try await place.fill([
            SessionPlace.session(missing, day: 0), SessionPlace.session(try place.file("broken.xlsx"), day: 1), SessionPlace.session(good, day: 2),
        ])
        #expect(try await states() == ["failed", "failed", "ready"])
        #expect(try await place.reader.sessions().first?.reports.first?.problem?.contains("none.xlsx is not there") == true)
        let commits = place.writer.commits
        try await place.importer.importPending()
        #expect(place.writer.commits == commits, "what did not change is not tried again")
    }

    @Test func aFileThatComesBackIsRead() async throws {
        let file = try report("1.xlsx", 2)
        try FileManager.default.moveItem(atPath: file.path, toPath: file.path + ".away")
        try await place.fill([SessionPlace.session(file)])
        #expect(try await states() == ["failed"])
        try FileManager.default.moveItem(atPath: file.path + ".away", toPath: file.path)
        #expect(try await place.store.pool.read { try SessionBacklog.fetch($0) } == SessionBacklog(runs: 0, reports: 1))
        try await place.importer.importPending()
        #expect(try await states() == ["ready"])
    }

    @Test func aTransactionThatFailsLeavesNothingOfASession() async throws {
        let file = try report("1.xlsx", 50)
        try await place.writer.write { try SessionTable.put($0, SessionPlace.session(file)) }
        let before = try await place.dump()
        await #expect(throws: OperatorError.self) {
            try await place.writer.write { db in
                for report in try ReportImport.fetchUntried(db, limit: 20) { try report.read().store(db, now: SessionPlace.start) }
                throw OperatorError("killed")
            }
        }
        #expect(try await place.dump() == before)
        try await place.importer.importPending()
        #expect(try await states() == ["ready"])
    }

    @Test func aReportThatChangesWhileItIsReadIsLeftForItsNextTurn() async throws {
        let (first, second) = (try report("1.xlsx", 1), try report("2.xlsx", 2))
        try await place.writer.write { try SessionTable.put($0, SessionPlace.session(first)) }
        let outcomes = try await place.store.pool.read { try ReportImport.fetchUntried($0, limit: 1) }.map { $0.read() }
        try await place.writer.write { db in
            try SessionTable.put(db, SessionPlace.session(second))
            for outcome in outcomes { try outcome.store(db, now: SessionPlace.start) }
        }
        #expect(try await states() == ["pending"])
        try await place.importer.importPending()
        #expect(try await place.participants("demo@0")?.rows.count == 2)
    }

    @Test func anOwnerTakesInWhatComesWhileItWorks() async throws {
        let importing = Task { [place] in try await place.importer.keepImporting() }
        defer { importing.cancel() }
        // The first look is over before there is anything.
        try await Task.sleep(for: .milliseconds(100))
        let flow = Webinar.flow(after: Webinar.story().prefix(6))
        try await place.put(key, flow, step: "awaitSessionEnd", state: .waiting, updated: SessionPlace.start)
        try await eventually("the session is taken in") { try await !place.reader.sessions().isEmpty }
        #expect(try await place.reader.sessions().map(\.id) == [key])
        importing.cancel()
        await #expect(throws: CancellationError.self) { try await importing.value }
    }

    @Test func aLookWhereNothingIsNewReadsIndexesOnly() async throws {
        let flow = Webinar.flow(after: Webinar.story())
        let context = try flow.stored(by: JSONEncoder())
        try await place.writer.write { db in
            let insert = try db.cachedStatement(
                sql:
                    "INSERT INTO flow(key, kind, version, lane, state, ctx, created_ms, updated_ms) VALUES(?, 'autowebinar', 1, 'default', 5, ?, 0, ?)"
            )
            for number in 0..<100_000 {
                try insert.execute(arguments: ["bulk@\(number)", number == 99_999 ? context : Data("{}".utf8), number * 1000])
            }
            try db.execute(sql: "INSERT INTO session_source SELECT id, updated_ms, state, step FROM flow")
        }
        let began = ContinuousClock.now
        #expect(try await place.store.pool.read { try SessionBacklog.fetch($0) } == SessionBacklog(runs: 0, reports: 0))
        let whole = ContinuousClock.now - began
        #expect(try await place.store.pool.read { try SessionSource.fetchChanged($0, since: 99_999_000 - 120_000, limit: 200) }.isEmpty)
        let poll = ContinuousClock.now - began - whole
        print("100,000 runs: the first look took \(whole), a later one \(poll)")
        #expect(whole < .seconds(10))
        #expect(poll < .seconds(1))
    }
}
