/// What is there before anything is made: one user, one space, one room, one finished record. Each appends its body and returns the status.
enum StubFixture {
    /// What the webhooks of all spaces are signed with.
    static let webhookSecret = "benchbenchbenchbenchbenchbench12"

    static func me(_ body: inout [UInt8]) -> Int {
        body.append(text: #"{"id":"66d1d55d1cf5d9c045c00001","email":"bench@example.com","name":"Bench"}"# as StaticString)
        return 200
    }

    static func spaces(_ body: inout [UInt8]) -> Int {
        body.append(text: #"{"items":[{"id":"66d1d55d1cf5d9c045c00002","name":"Bench space","isPublic":true}],"total":1}"# as StaticString)
        return 200
    }

    static func rooms(space: UnsafeRawBufferPointer, _ body: inout [UInt8]) -> Int {
        body.append(text: #"{"items":[{"id":"66d1d55d1cf5d9c045c00003","alias":"bench-room","name":"Bench room","spaceId":""# as StaticString)
        body.append(contentsOf: space)
        body.append(text: #"","type":"lesson","isPublic":true}],"total":1}"# as StaticString)
        return 200
    }

    static func records(space: UnsafeRawBufferPointer, room: UnsafeRawBufferPointer, _ body: inout [UInt8]) -> Int {
        body.append(text: #"{"items":[{"id":"66d1d55d1cf5d9c045c00004","name":"Bench record","fileSize":104857600,"roomId":""# as StaticString)
        body.append(contentsOf: room)
        body.append(text: #"","spaceId":""# as StaticString)
        body.append(contentsOf: space)
        body.append(
            text: #"""
                ","callId":"66d1d55d1cf5d9c045c00005","state":"new","createdAt":"2026-01-12T09:00:00.000Z",\#
                "startedAt":"2026-01-12T09:00:00.000Z","finishedAt":"2026-01-12T10:00:00.000Z"}],"total":1}
                """# as StaticString)
        return 200
    }
}
