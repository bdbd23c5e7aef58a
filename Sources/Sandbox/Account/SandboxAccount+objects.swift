package import Foundation

extension SandboxAccount {
    /// The person whose token it is.
    package struct Owner: Codable, Sendable, Equatable {
        /// The id, unique in the account.
        package var id: String
        /// The owner's address.
        package var email: String
        /// The name shown.
        package var username: String

        /// An owner with these members.
        package init(id: String = "60cb1d2e9ac3f10017a5e001", email: String = "owner@example.com", username: String = "Ольга Смирнова") {
            self.id = id
            self.email = email
            self.username = username
        }
    }

    /// A space ("группа"). The id has 24 lower-case hexadecimal digits.
    package struct Space: Codable, Sendable, Equatable {
        /// The id, unique in the account.
        package var id: String
        /// The name shown.
        package var name: String
        /// What people wrote about it.
        package var description: String?
        /// The address of its picture.
        package var logo: String?

        /// A space with these members.
        package init(id: String, name: String, description: String? = nil, logo: String? = nil) {
            self.id = id
            self.name = name
            self.description = description
            self.logo = logo
        }
    }

    /// A room of a space.
    package struct Room: Codable, Sendable, Equatable {
        /// The id, unique in the account.
        package var id: String
        /// The space that it lies in.
        package var spaceId: String
        /// The name shown.
        package var name: String
        /// `lesson` or `webinar`.
        package var type: String
        /// The room's name in web links.
        package var alias: String
        /// What is not as in a room that was made without settings: switches, `waitingRoomAudience`, `redirectUrl`.
        package var settings: [String: JSONValue]?

        /// A room with these members.
        package init(id: String, spaceId: String, name: String, type: String, alias: String, settings: [String: JSONValue]? = nil) {
            self.id = id
            self.spaceId = spaceId
            self.name = name
            self.type = type
            self.alias = alias
            self.settings = settings
        }
    }

    /// The recording of a call. It is finished when it has `finishedAt` and a size above 0.
    package struct Record: Codable, Sendable, Equatable {
        /// The id, unique in the account.
        package var id: String
        /// The room that it was made in.
        package var roomId: String
        /// The space that it lies in.
        package var spaceId: String
        /// The name shown.
        package var name: String
        /// The call that was recorded; nil is served as null.
        package var callId: String?
        /// When the recording began.
        package var startedAt: Date
        /// Nil while the recording runs.
        package var finishedAt: Date?
        /// In bytes.
        package var fileSize: Int
        /// `new` is the only value that the documentation shows.
        package var state: String
        /// When the object was made.
        package var createdAt: Date

        /// A record with these members.
        package init(
            id: String, roomId: String, spaceId: String, name: String, callId: String? = nil, startedAt: Date, finishedAt: Date?, fileSize: Int,
            state: String = "new", createdAt: Date
        ) {
            self.id = id
            self.roomId = roomId
            self.spaceId = spaceId
            self.name = name
            self.callId = callId
            self.startedAt = startedAt
            self.finishedAt = finishedAt
            self.fileSize = fileSize
            self.state = state
            self.createdAt = createdAt
        }
    }

    /// An auto-webinar. The id is a UUID in lower case.
    package struct Playback: Codable, Sendable, Equatable {
        /// The id, unique in the account.
        package var id: String
        /// The space that it lies in.
        package var spaceId: String
        /// The name shown.
        package var name: String
        /// The record that is shown; nil until one is attached.
        package var recordId: String?
        /// Whether people can see it.
        package var isPublished: Bool
        /// When the object was made.
        package var createdAt: Date

        /// A playback with these members.
        package init(id: String, spaceId: String, name: String, recordId: String? = nil, isPublished: Bool = false, createdAt: Date) {
            self.id = id
            self.spaceId = spaceId
            self.name = name
            self.recordId = recordId
            self.isPublished = isPublished
            self.createdAt = createdAt
        }
    }

    /// A date of a playback; without a start it is permanent and opens anew with each click.
    package struct PlaybackEvent: Codable, Sendable, Equatable {
        /// The id, unique in the account.
        package var id: String
        /// The playback that is shown.
        package var playbackId: String
        /// The name shown.
        package var name: String
        /// The start; nil where it is permanent.
        package var startDate: Date?
        /// The end, where one was given.
        package var endDate: Date?
        /// A name of the IANA time zone database.
        package var timezone: String
        /// When the object was made.
        package var createdAt: Date

        /// An event with these members.
        package init(
            id: String, playbackId: String, name: String, startDate: Date?, endDate: Date? = nil, timezone: String, createdAt: Date
        ) {
            self.id = id
            self.playbackId = playbackId
            self.name = name
            self.startDate = startDate
            self.endDate = endDate
            self.timezone = timezone
            self.createdAt = createdAt
        }
    }
}
