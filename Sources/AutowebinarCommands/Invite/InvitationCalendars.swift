import ArgumentParser
import Foundation
import Orchestration
import Recurrence

/// Invitations as calendars, one a job.
struct InvitationCalendars {
    /// By the name of the job, in its order.
    private let calendars: [(job: String, bytes: Data)]
    private let jobsWithoutStart: [String]

    init(_ invitations: [Invitation]) {
        let byJob = Dictionary(grouping: invitations, by: \.job).sorted { $0.key < $1.key }
        calendars = byJob.compactMap { job, invitations in
            let events = invitations.compactMap(\.calendarEvent)
            // The latest date that stands has the title that the job has now; one that was cancelled keeps the title that it had.
            let dated = invitations.filter { $0.startsAt != nil }
            let name = (dated.last { $0.status == .confirmed } ?? dated.last)?.title ?? job
            return events.isEmpty ? nil : (job, CalendarDocument(name: name, events: events).bytes)
        }
        jobsWithoutStart = byJob.filter { $0.value.contains { $0.startsAt == nil } }.map(\.key)
    }

    /// Writes the one calendar to standard output, or all of them into a folder.
    func hand(to folder: String?) throws {
        for job in jobsWithoutStart {
            Console.error(
                "The permanent autowebinar of \(job) is not in a calendar: it has no start. See it with: autowebinar invite list --job \(job)")
        }
        if calendars.isEmpty { Console.error("There is no invitation with a date.") }
        if let folder {
            do {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            } catch {
                throw Console.fail("The folder \(folder) cannot be made: \(error.localizedDescription)")
            }
            for (job, bytes) in calendars {
                let path = "\(folder)/\(job).ics"
                try HandedOutFile.write(bytes, to: path)
                Console.print(path)
            }
        } else if calendars.count > 1 {
            let jobs = calendars.map(\.job).joined(separator: ", ")
            throw Console.fail(
                "A calendar is for one job, and these have dates: \(jobs). Choose one with --job NAME, or a folder for all with --output DIR.")
        } else if let calendar = calendars.first {
            Console.write(calendar.bytes)
        }
    }
}

/// A file with what is handed out: there whole or not at all, and a former one gives way.
enum HandedOutFile {
    static func write(_ bytes: Data, to path: String) throws {
        let file = try WholeFile(path: path, permissions: 0o644)
        defer { file.discard() }
        try file.write(bytes)
        _ = try file.publish(replacing: true)
    }
}
