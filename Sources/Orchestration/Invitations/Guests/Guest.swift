import Foundation
import LivedigitalAPI

/// One row of a guest list that can be sent.
package struct Guest: Sendable, Equatable {
    /// Where its row begins in the file.
    package let line: Int
    /// As they stand in the file, one for each heading.
    package let cells: [String]
    package let arguments: ActionArguments

    /// By which a guest is the same one again: the id in the caller's system, else the e-mail address whatever its case, else the digits of the
    /// phone. Nil where there is none of them: "no" and "-" are many people's, and `7,9261E+10` is what a spreadsheet has made of a phone.
    static func identity(_ arguments: ActionArguments) -> String? {
        if let id = arguments.text("externalUserId"), !standsForNone(id) { return "externalUserId \(id)" }
        if let email = arguments.text("email"), email.contains(/\S@\S/) { return "email \(email.lowercased())" }
        guard let phone = arguments.text("phone"), phone.wholeMatch(of: /.*\dE\+?\d+/.ignoresCase()) == nil else { return nil }
        let digits = phone.filter(\.isNumber)
        return digits.isEmpty ? nil : "phone \(digits)"
    }

    /// Whether a cell says that there is no id: `-`, `No`, `n/a`.
    private static func standsForNone(_ id: String) -> Bool {
        ["", "no", "none", "na", "нет", "нд"].contains(id.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// Guest and meeting: what there is one link for in a room. What is written alike is the same, in whatever code points.
    var identity: String {
        "\(arguments.text("externalMeetingId") ?? "")\0\(Self.identity(arguments) ?? "")".precomposedStringWithCanonicalMapping
    }

    /// The order for the guest's link. The same guest in the same room and meeting gives an order of the same key.
    package func order(spaceId: String, roomId: String, connection: String, opensConnection: Bool, actor: String) -> ActionOrder {
        var placed = arguments
        for parameter in [ActionParameter.space, .room] { for member in parameter.members { placed.values[member] = nil } }
        placed.values["spaceId"] = .string(spaceId)
        placed.values["roomId"] = .string(roomId)
        return ActionOrder(
            placed, naturalKey: "guest\0\(roomId)\0\(identity)", connection: connection, opensConnection: opensConnection, actor: actor)
    }
}
