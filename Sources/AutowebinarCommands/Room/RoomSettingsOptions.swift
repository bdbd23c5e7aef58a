import ArgumentParser
import Orchestration

/// The settings of a room; what is not given is left to livedigital, or stays as it is.
struct RoomSettingsOptions: ParsableArguments {
    private static let action = ActionDefinition.createRoom

    @Option(help: .of("isPublic", Self.action)) var isPublic: String?
    @Option(help: .of("isAutoRecordingAllowed", Self.action)) var isAutoRecordingAllowed: String?
    @Option(help: .of("isMicrophonePublishingAllowed", Self.action)) var isMicrophonePublishingAllowed: String?
    @Option(help: .of("isCameraPublishingAllowed", Self.action)) var isCameraPublishingAllowed: String?
    @Option(help: .of("isScreenMediaPublishingAllowed", Self.action)) var isScreenMediaPublishingAllowed: String?
    @Option(help: .of("isChatAllowed", Self.action)) var isChatAllowed: String?
    @Option(help: .of("isRecordAllowed", Self.action)) var isRecordAllowed: String?
    @Option(help: .of("isAvatarsAllowed", Self.action)) var isAvatarsAllowed: String?
    @Option(help: .of("isSelfRenamingAllowed", Self.action)) var isSelfRenamingAllowed: String?
    @Option(help: .of("isHandRaisingAllowed", Self.action)) var isHandRaisingAllowed: String?
    @Option(help: .of("isRemoteDrawingAllowed", Self.action)) var isRemoteDrawingAllowed: String?
    @Option(help: .of("waitingRoomAudience", Self.action)) var waitingRoomAudience: String?
    @Option(help: .of("redirectUrl", Self.action)) var redirectUrl: String?

    var members: [String: String?] {
        [
            "isPublic": isPublic, "isAutoRecordingAllowed": isAutoRecordingAllowed,
            "isMicrophonePublishingAllowed": isMicrophonePublishingAllowed, "isCameraPublishingAllowed": isCameraPublishingAllowed,
            "isScreenMediaPublishingAllowed": isScreenMediaPublishingAllowed, "isChatAllowed": isChatAllowed, "isRecordAllowed": isRecordAllowed,
            "isAvatarsAllowed": isAvatarsAllowed, "isSelfRenamingAllowed": isSelfRenamingAllowed, "isHandRaisingAllowed": isHandRaisingAllowed,
            "isRemoteDrawingAllowed": isRemoteDrawingAllowed, "waitingRoomAudience": waitingRoomAudience, "redirectUrl": redirectUrl,
        ]
    }
}
