// RecurrenceProbe: reads one question a line, as JSON, from standard input and writes one answer a line: {"instants": [Unix seconds]} or
// {"error": text}. Tests/Oracle/recurrence.py asks it and compares.
import Foundation
import Recurrence

private struct Question: Decodable {
    var rule: String?
    var cron: String?
    var start: WallTime?
    var zone: String
    var gap: Zone.GapRule?
    var overlap: Zone.OverlapRule?
    var exclude: Set<Exclusion>?
    /// At most so many instants.
    var count: Int
    /// Unix seconds; the first instants are at or after it.
    var from: Int?
}

private struct Answer: Encodable {
    var instants: [Int]?
    var error: String?
}

private let zones = ZoneDatabase()

private func series(_ question: Question) throws -> Schedule.Series {
    if let text = question.cron { return .cron(try CronExpression(text), start: question.start) }
    guard let text = question.rule, let start = question.start else {
        throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "expected cron, or rule and start"))
    }
    return .rule(try RecurrenceRule(text), start: start)
}

private func answer(_ line: String) -> Answer {
    do {
        let question = try JSONDecoder().decode(Question.self, from: Data(line.utf8))
        let schedule = Schedule(
            timezone: question.zone, series: try series(question), gap: question.gap ?? .shift, overlap: question.overlap ?? .first,
            exclude: question.exclude ?? [])
        let from = question.from.map { Date(timeIntervalSince1970: TimeInterval($0)) } ?? .distantPast
        let found = try schedule.occurrences(from: from, zones: zones).prefix(question.count)
        return Answer(instants: found.map { Int($0.instant.timeIntervalSince1970) })
    } catch let failure as ScheduleFailure {
        return Answer(error: failure.code.rawValue)
    } catch {
        return Answer(error: "\(error)")
    }
}

private let encoder = JSONEncoder()

while let line = readLine() {
    FileHandle.standardOutput.write(try encoder.encode(answer(line)) + Data("\n".utf8))
}
