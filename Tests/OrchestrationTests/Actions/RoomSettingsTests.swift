import LivedigitalAPI
import Testing

@testable import Orchestration

@Suite(.timeLimit(.minutes(5))) struct RoomSettingsTests {
    @Test func theSettingsOfARoomKeepTheirMeaning() {
        let settings = RoomSettings(
            ActionArguments(
                action: "createRoom",
                values: [
                    "isMicrophonePublishingAllowed": false, "isScreenMediaPublishingAllowed": true, "waitingRoomAudience": true,
                    "redirectUrl": "https://example.com",
                ]))
        #expect(settings.isMicrophonePublishingAllowed == false && settings.isScreenMediaPublishingAllowed == true)
        #expect(settings.isCameraPublishingAllowed == nil && settings.waitingRoomAudience == .configured)
        #expect(RoomSettings(ActionArguments(action: "createRoom", values: ["waitingRoomAudience": false])).waitingRoomAudience == .nobody)
    }
}
