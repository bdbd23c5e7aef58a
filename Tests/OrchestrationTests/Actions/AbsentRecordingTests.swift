import DurableFlow
import Foundation
import LivedigitalAPI
import Testing

@testable import Orchestration

/// livedigital says of a recording without a file no more than that there is none.
@Suite("recordings without a file", .timeLimit(.minutes(5)))
struct AbsentRecordingTests {
    private static let lost = Failure(code: "no_record", message: "it was aborted")
    private static let list = "GET /spaces/space1/rooms/r/records"

    /// What becomes of asking for the link of the recording `rec`.
    private func ask(_ status: Int, records: String = "[]", lost: Failure? = nil) async throws -> (told: Failure?, looks: Int) {
        let remote = ScriptedRemote().on("GET /spaces/space1/rooms/r/records/download/rec", status, "{}").on(Self.list, 200, records)
        let client = try remote.client()
        let reports = ReportStore(root: URL(fileURLWithPath: "/nonexistent"))
        let key = Data(repeating: 7, count: 32).base64EncodedString()
        let performer = ActionsPerformer(
            clients: { _ in client },
            masterKey: { try MasterKey.load(file: "/nonexistent", environment: [MasterKey.environmentVariable: key]) },
            autowebinar: LivedigitalPerformer(
                clients: { _ in client }, reports: reports,
                lostRecording: { id, connection in id == "rec" && connection == "default" ? lost : nil }),
            reports: reports, runs: RunAccess(submit: { _, _ in false }, fetch: { _ in nil }, session: { _, _ in nil }, turn: { _ in nil }))
        let performance = await performer.perform(.composeRecordLink(spaceId: "space1", roomId: "r", recordId: "rec"), .run())
        guard case .refused(let failure) = performance else { return (nil, remote.asked.count - 1) }
        return (failure, remote.asked.count - 1)
    }

    @Test("one that is not finished is said to be so", arguments: [404, 409])
    func unfinished(status: Int) async throws {
        let open = #"{"items":[{"id":"other"},{"id":"rec","fileSize":0}]}"#
        let told = try await ask(status, records: open).told
        #expect(told == Failure(code: "not_ready", message: "The recording rec is not finished yet; try again later."))
        // It may have an end and no file.
        #expect(try await ask(status, records: open, lost: Self.lost).told == Self.lost)
    }

    @Test("of any other, livedigital's own words are told")
    func others() async throws {
        let times = #""startedAt":"2027-01-01T10:00:00Z","finishedAt":"2027-01-01T10:30:00Z""#
        for records in ["[]", #"{"items":[{"id":"rec","fileSize":9,\#(times)}]}"#] {
            let asked = try await ask(404, records: records)
            #expect(asked.told?.code == "not_found" && asked.looks == 1)
        }
        let forbidden = try await ask(403, lost: Self.lost)
        #expect(forbidden.told?.code == "forbidden" && forbidden.looks == 0)
    }
}
