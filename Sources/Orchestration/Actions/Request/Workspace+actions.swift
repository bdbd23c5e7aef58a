package import Foundation
import LivedigitalAPI

/// What the configuration must say before an action can be sent: known before anything runs, so it is refused then.
extension Workspace {
    /// Reads a request as it can be carried out here.
    ///
    /// - Parameter now: an instant before it is refused; nil takes any.
    /// - Throws: all that is wrong with it, or what the configuration lacks for it.
    package func arguments(of request: ActionRequest, now: Date?) throws(ActionProblems) -> ActionArguments {
        let arguments = try request.arguments(zones: zones, now: now)
        guard !lacksWaitingRoom(arguments) else { throw ActionProblems([Self.waitingRoomUnknown]) }
        return arguments
    }

    /// Checks that jobs can be carried out here.
    ///
    /// - Throws: what the configuration lacks for their steps.
    package func check(_ files: [JobFile]) throws(DiagnosticList) {
        var problems: [Diagnostic] = []
        for file in files {
            guard case .actions(let job) = file.job.content else { continue }
            for (index, step) in job.steps.enumerated() where lacksWaitingRoom(ActionArguments(action: step.action, values: step.arguments)) {
                let problem = Self.waitingRoomUnknown
                problems.append(Diagnostic(file: file.file, path: "steps[\(index)].with.\(problem.field)", problem: problem.message.english))
            }
        }
        if let first = problems.first { throw DiagnosticList(first, Array(problems.dropFirst())) }
    }

    private func lacksWaitingRoom(_ arguments: ActionArguments) -> Bool {
        configuration.livedigital.waitingRoomOn == nil && RoomSettings(arguments).waitingRoomAudience == .configured
    }

    private static let waitingRoomUnknown = ActionProblem(
        "waitingRoomAudience", .notAChoice,
        russian: "слово livedigital для включённого зала ожидания неизвестно; задайте его в настройке livedigital.waitingRoomOn или передайте здесь",
        english: "livedigital's word for a waiting room that is on is not known; set livedigital.waitingRoomOn to it, or give it here")
}
