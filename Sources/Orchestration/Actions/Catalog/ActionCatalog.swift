/// All actions that the service offers.
package enum ActionCatalog {
    /// In the order of the requirements.
    package static let all: [ActionDefinition] = [
        .createSpace, .updateSpace, .deleteSpace, .createRoom, .updateRoom, .deleteRoom, .createRoomInvite, .roomGenerateAccess,
        .getRoomAnalyticsReport,
        .getPlaybackSessionAnalyticsReport, .downloadRecord, .createAutowebinar,
    ]

    /// The action of that name; nil where there is none.
    package static func named(_ name: String) -> ActionDefinition? { byName[name] }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
