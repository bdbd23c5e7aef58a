import Foundation
import ProcessHarness
import Sandbox
import Testing

@Suite(.serialized, .timeLimit(.minutes(5)))
struct HeldTests {
    /// Follows a run that was answered, and waits for its session unless that is over by now, to its end.
    private func completed(_ trial: Trial, _ id: String, _ answered: CommandResult) async throws -> CommandResult {
        #expect(answered.status == 0, "\(answered.errors)")
        if try await trial.command("run", "show", id, "--json").state == "waiting" {
            #expect(answered.errors.contains("it goes on with `autowebinar serve`, or with `autowebinar job run` of its job"))
            #expect(try await trial.command("job", "run", "demo.yaml").status == 0)
        }
        let result = try await trial.command("run", "show", id, "--json")
        #expect(result.state == "completed")
        return result
    }

    /// Runs the demo job into a create without an answer and a list that is missing when it is looked up: only a person can tell what happened.
    private func hold(_ trial: Trial, made moment: Fault.Moment, start: String = "+4s") async throws -> String {
        _ = try trial.account.demoJob()
        try trial.server.arm(Fault(operation: "createPlayback", moment: moment, action: .drop))
        try trial.server.arm(Fault(operation: "getPlaybacks", action: .status(404)))
        let result = try await trial.command("job", "run", "demo.yaml", "--start", start, "--json")
        #expect(result.status == 2, "\(result.errors)")
        #expect(result.state == "held")
        let question = try #require(result.json?["error"] as? String)
        #expect(question.contains("getPlaybacks (GET /spaces/662cc96d46ac941cda787127/playbacks): 404 Not found"))
        #expect(trial.made == Made(playbacks: moment == .after ? 1 : 0))
        return try #require(result.json?["id"] as? String)
    }

    @Test("A held run shows its question; resolved with the id of what was made, it completes with that and makes nothing more")
    func adopt() async throws {
        try await Trial.run { trial in
            let id = try await hold(trial, made: .after)
            let shown = try await trial.command("run", "show", id)
            #expect(shown.status == 0)
            #expect(shown.output.contains("\(id): held\nQuestion:   getPlaybacks (GET "))
            let advice = "autowebinar run resolve \(id) --adopt ID | --not-done, or try again: autowebinar run retry \(id)"
            #expect(shown.output.contains("Answer it:  \(advice)\n"))
            #expect(try await trial.command("run", "list", "--state", "held").output.contains(id))
            #expect(try await trial.command("job", "run", "demo.yaml").status == 2, "running the job again does not answer the question")
            let doctor = try await trial.command("doctor")
            #expect(doctor.status == 2)
            #expect(doctor.output.contains("held, waiting for an answer: \(id); see: autowebinar run show ID"))
            let wrong = try await trial.command("run", "resolve", id, "--adopt", "00000000-0000-4000-8000-000000000000", "--json")
            #expect(wrong.status == 2, "an id that does not exist is not adopted")
            #expect(wrong.state == "held")
            let question = "getPlaybacks (GET /spaces/662cc96d46ac941cda787127/playbacks): 404 Not found"
            let first = try #require(wrong.json?["error"] as? String)
            #expect(first.hasPrefix(question) && first.contains(" (the answer 00000000-0000-4000-8000-000000000000 is not taken: getPlayback"))
            let stranger = try #require(trial.server.ledger.first { $0.kind == .playback && $0.operation == "account" }?.id)
            let refused = try await trial.command("run", "resolve", id, "--adopt", stranger, "--json")
            #expect(refused.status == 2)
            let second = try #require(refused.json?["error"] as? String)
            #expect(second.hasPrefix(question) && second.contains(" (the answer \(stranger) is not taken: the playback \(stranger) was not made"))
            #expect(!second.contains("00000000-0000"), "only of the last answer")
            #expect(try await trial.command("run", "show", id).output.contains("Question:   \(second)\n"))
            let playback = try #require(trial.ours.first { $0.kind == .playback }?.id)
            let result = try await completed(trial, id, try await trial.command("run", "resolve", id, "--adopt", playback, "--json"))
            #expect(trial.server.ledger.count { $0.id == stranger } == 1, "a stranger's playback is not touched")
            #expect(result.json?["playbackId"] as? String == playback)
            #expect(result.steps.contains("createPlayback adopted"))
            #expect(trial.made == .one)
        }
    }

    @Test("Told that nothing was made, a run makes it anew", arguments: [Fault.Moment.before, .after])
    func notDone(_ moment: Fault.Moment) async throws {
        try await Trial.run { trial in
            let id = try await hold(trial, made: moment)
            let result = try await completed(trial, id, try await trial.command("run", "resolve", id, "--not-done", "--json"))
            #expect(result.steps.contains("createPlayback repeated"))
            // Where the person was wrong, what was made before is found by its marker and removed before anything is published.
            #expect(trial.made == (moment == .before ? .one : Made(playbacks: 2, events: 1, publications: 1, deletedPlaybacks: 1)))
        }
    }

    @Test("Tried again when the list is back, a held run finds what was made")
    func retry() async throws {
        try await Trial.run { trial in
            let id = try await hold(trial, made: .after, start: "+15s")
            let result = try await trial.command("run", "retry", id)
            let told = "Nobody else works on the database, so this command does until the run rests or waits; Ctrl-C leaves it as it is then."
            #expect(result.output.hasPrefix("\(id) goes on. \(told)\n"))
            #expect(result.output.contains("createPlayback       adopted"))
            #expect(result.output.contains("\(id): waiting, published\n"), "it does not stay until the session has ended")
            _ = try await completed(trial, id, result)
            #expect(trial.made == .one)
        }
    }

    @Test("While the list stays missing, a run that was in doubt is not published: it is held until the list is there, and says so")
    func listStaysMissing() async throws {
        try await Trial.run { trial in
            let id = try await hold(trial, made: .after)
            try trial.server.arm(Fault(operation: "getPlaybacks", times: 99, action: .status(404)))
            let playback = try #require(trial.ours.first { $0.kind == .playback }?.id)
            let adopted = try await trial.command("run", "resolve", id, "--adopt", playback)
            #expect(adopted.status == 2, "\(adopted.errors)")
            #expect(adopted.output.contains("Mend it, then: autowebinar run retry \(id); or give it up: autowebinar run cancel \(id)\n"))
            #expect(trial.made == Made(playbacks: 1, events: 1))
            trial.server.clearFaults()
            let result = try await trial.command("run", "retry", id)
            #expect(result.status == 0, "\(result.errors)")
            #expect(trial.made == .one)
        }
    }

    @Test("Where the list is refused that would show what was made, nobody is told to name it: mended and tried again, the run finds it")
    func refusedList() async throws {
        try await Trial.run { trial in
            try trial.server.arm(Fault(operation: "createSpace", moment: .after, action: .drop))
            try trial.server.arm(Fault(operation: "getSpacesList", times: 2, action: .status(403)))
            let held = try await trial.command("space", "create", "--name", "Отдел", "--json")
            #expect(held.status == 2 && held.state == "held", "\(held.errors)")
            let id = try #require(held.json?["run"] as? String)
            let space = try #require(trial.ours.first { $0.kind == .space }?.id)
            let advice = "Mend it, then: autowebinar run retry \(id); or say that nothing was made: autowebinar run resolve \(id) --not-done\n"
            #expect(try await trial.command("run", "show", id).output.contains(advice))
            let refused = try await trial.command("run", "resolve", id, "--adopt", space)
            #expect(refused.status == 2 && refused.output.contains("Until that works, nothing can be adopted.") && refused.output.contains(advice))
            let done = try await trial.command("run", "retry", id, "--json")
            #expect(done.status == 0 && done.steps.contains { $0.hasSuffix("adopted") }, "\(done.errors) \(done.output)")
            #expect(trial.ours.count { $0.kind == .space && $0.what == .created } == 1)
        }
    }

    @Test("A held run can be given up: it looks once more, and what it made is removed")
    func cancel() async throws {
        try await Trial.run { trial in
            let id = try await hold(trial, made: .after)
            let result = try await trial.command("run", "cancel", id, "--json")
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.state == "cancelled")
            #expect(trial.made == Made(playbacks: 1, deletedPlaybacks: 1))
        }
    }

    @Test("Given up a second time, it looks once more again")
    func cancelTwice() async throws {
        try await Trial.run { trial in
            let id = try await hold(trial, made: .after)
            try trial.server.arm(Fault(operation: "getPlaybacks", action: .status(404)))
            let first = try await trial.command("run", "cancel", id, "--json")
            #expect(first.status == 2 && first.state == "held", "\(first.errors)")
            let second = try await trial.command("run", "cancel", id, "--json")
            #expect(second.status == 0 && second.state == "cancelled", "\(second.errors)")
            #expect(trial.made == Made(playbacks: 1, deletedPlaybacks: 1))
        }
    }

    @Test("A run that has no question cannot be resolved, and one that has ended cannot be tried again")
    func nothingToAnswer() async throws {
        try await Trial.run { trial in
            let id = try await trial.published()
            let resolve = try await trial.command("run", "resolve", id, "--not-done")
            #expect(resolve.status == 1)
            #expect(resolve.errors.contains("\(id) has no question to answer; its state is waiting"))
            #expect(try await trial.command("run", "cancel", id).status == 0)
            let retry = try await trial.command("run", "retry", id)
            #expect(retry.status == 1)
            #expect(retry.errors.contains("\(id) has ended already: cancelled"))
            #expect(try await trial.command("run", "resolve", id).status == 64)
            #expect(try await trial.command("run", "resolve", id, "--not-done", "--adopt", "x").status == 64)
        }
    }
}
