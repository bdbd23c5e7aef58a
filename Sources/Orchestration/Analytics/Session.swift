package import Foundation

/// One showing or one call, and what became of its reports.
package struct Session: Sendable, Equatable {
    /// What took place.
    package enum Kind: String, Sendable, Encodable {
        /// The showing of an autowebinar.
        case autowebinar
        /// A call of people in a room.
        case call
    }

    /// How far it has come.
    package enum State: String, Sendable, Encodable, CaseIterable {
        case scheduled
        case inProgress = "in-progress"
        case finished
    }

    /// Unique among all sessions; of an autowebinar the key of its run.
    package var id: String
    package var kind: Kind
    package var job: String
    package var connection: String
    package var spaceId: String?
    package var roomId: String?
    package var title: String
    package var startsAt: Date
    /// The time zone of its job, an IANA name; nil for a call that no job collected.
    package var timezone: String?
    /// Nil while a call is not over.
    package var endsAt: Date?
    /// One for each format that is collected.
    package var reports: [Report]

    /// A session with these parts.
    package init(
        id: String, kind: Kind, job: String, connection: String, spaceId: String?, roomId: String?, title: String, startsAt: Date,
        timezone: String? = nil, endsAt: Date?, reports: [Report]
    ) {
        self.id = id
        self.kind = kind
        self.job = job
        self.connection = connection
        self.spaceId = spaceId
        self.roomId = roomId
        self.title = title
        self.startsAt = startsAt
        self.timezone = timezone
        self.endsAt = endsAt
        self.reports = reports
    }

    /// Its state at an instant. The end is the first instant after it.
    package func state(at now: Date) -> State {
        if now < startsAt { return .scheduled }
        guard let endsAt else { return .inProgress }
        return now < endsAt ? .inProgress : .finished
    }
}

extension Session {
    /// One report of a session, expected or there.
    package struct Report: Sendable, Equatable {
        /// What became of a report.
        package enum State: String, Sendable, Encodable {
            /// Not expected yet.
            case pending
            /// Its file is there and, where it is a workbook, its rows can be read from the database.
            case ready
            /// Expected by now, and not there.
            case late
            /// Given up, or its file cannot be read.
            case failed
        }

        /// The file of a report.
        package struct File: Sendable, Equatable {
            package var path: String
            package var bytes: Int
            /// 64 lower-case hexadecimal digits.
            package var sha256: String

            package init(path: String, bytes: Int, sha256: String) {
                self.path = path
                self.bytes = bytes
                self.sha256 = sha256
            }
        }

        /// The form of the file: `xlsx`, `json`.
        package var format: String
        /// From when on it is late.
        package var dueAt: Date
        /// Nil until it was collected.
        package var file: File?
        /// Why nobody tries to collect it any more; nil else.
        package var givenUp: String?
        /// Why its file cannot be read; nil else.
        package internal(set) var problem: String?
        /// How many participants were imported; nil until then.
        package internal(set) var participants: Int?
        package internal(set) var importedAt: Date?

        /// A report that was not imported yet.
        package init(format: String, dueAt: Date, file: File? = nil, givenUp: String? = nil) {
            self.format = format
            self.dueAt = dueAt
            self.file = file
            self.givenUp = givenUp
        }

        /// The format whose rows are imported.
        package static let importedFormat = "xlsx"

        /// Its state at an instant.
        package func state(at now: Date) -> State {
            if problem != nil { return .failed }
            if file != nil, importedAt != nil || format != Self.importedFormat { return .ready }
            if file == nil, givenUp != nil { return .failed }
            return now < dueAt ? .pending : .late
        }
    }
}
