import DurableFlow
import Foundation
import GRDB
import LivedigitalAPI

/// What the owner of the database is asked to do about some findings. Each is looked at again when it is carried out: what no longer holds, because it
/// was mended already or the run has gone on, is left alone.
package struct DriftMending: Codable, Sendable, Equatable {
    package var remedy: DriftFinding.Remedy
    package var findings: [DriftFinding]
    /// What makes the jobs among them as their files say.
    package var changes: ChangeSet?

    /// What became of one finding.
    package struct Outcome: Codable, Sendable, Equatable {
        package var isMended: Bool
        /// What is done, or why nothing is.
        package var words: String
        /// The run that does it, where one does.
        package var run: String?
    }

    /// Inside the caller's transaction. What is to happen on livedigital is left to runs, which the engine carries out.
    ///
    /// - Returns: one outcome for each finding, in their order.
    func carryOut(_ db: Database, _ journal: ServiceJournal, _ planner: ChangePlanner, actor: String, now: Date) throws -> [Outcome] {
        if remedy == .deleteOrphans { return try deleteOrphans(db, journal, actor: actor, now: now) }
        // Before the runs: what a run is told last is what it does, and a job that changed comes again with the next look.
        let applied = try changes.map { try apply($0, db, journal, planner, actor: actor, now: now) }
        var ofEvents: [String: Outcome] = [:]
        return try findings.map { finding in
            if let applied, finding.kind == .jobEdited { return applied }
            // The run that makes its event again publishes the playback with it, and one that is cancelled does without.
            if finding.concernsPlayback, let outcome = finding.run.flatMap({ ofEvents[$0] }) { return outcome }
            do {
                let outcome = try carryOut(finding, db, journal, actor: actor, now: now)
                if [.eventVanished, .eventMoved].contains(finding.kind), let run = outcome.run { ofEvents[run] = outcome }
                return outcome
            } catch let refusal as OperatorError {
                return Outcome(isMended: false, words: refusal.description)
            }
        }
    }

    private func carryOut(_ finding: DriftFinding, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> Outcome {
        switch (remedy, finding.kind) {
        case (.adopt, .jobEdited), (.adopt, .jobFileGone): return try forgetFile(finding, db, journal, actor: actor, now: now)
        case (.adopt, .publishedByHand): return try takeOver(finding, db, journal, actor: actor, now: now)
        default: break
        }
        guard let key = finding.run, let run = try DriftRun.fetch(db, key: key) else { throw OperatorError("its run is not there") }
        guard run.flow.isOnShow(at: now), run.flow.facts.playbackId == finding.playbackId, run.flow.facts.eventId == finding.eventId else {
            throw OperatorError("\(key) has gone on meanwhile; nothing is to be mended")
        }
        let published = run.flow.plan.share == .event ? "" : ", and the playback published with it"
        switch (remedy, finding.kind) {
        case (.adopt, .playbackVanished) where run.flow.plan.share == .playback:
            for user in try SharedRun.users(db, of: key) where !user.isCancelRequested {
                try journal.cancel(db, key: user.key, actor: actor, now: now)
            }
            try journal.cancel(db, key: key, actor: actor, now: now)
            return Outcome(isMended: true, words: "the run and those of its events are cancelled", run: key)
        case (.adopt, .playbackVanished), (.adopt, .eventVanished):
            try journal.end(db, key: key, actor: actor, now: now)
            return Outcome(isMended: true, words: "the run is cancelled", run: key)
        case (.adopt, .playbackEdited):
            guard let title = finding.found?.name, let recordId = finding.found?.recordId else { break }
            let amendment = run.flow.plan.amendment(title: title, recordId: recordId == run.flow.facts.recordId ? nil : recordId)
            try journal.mend(db, key: key, amendment: try amendment.encoded(), actor: actor, now: now)
            return Outcome(isMended: true, words: "the run takes title and record over", run: key)
        case (.adopt, .eventRenamed):
            guard let eventId = finding.eventId, let title = finding.found?.eventName else { break }
            return try mend(.keepEventTitle(eventId: eventId, title: title), key, "the event keeps its name", db, journal, actor: actor, now: now)
        case (.recreate, .playbackVanished):
            guard let id = finding.playbackId else { break }
            let made = run.flow.plan.share == .playback ? "playback and events" : "playback and event"
            return try mend(.remakePlayback(gone: id), key, "\(made) are made again", db, journal, actor: actor, now: now)
        case (.recreate, .eventVanished):
            guard let id = finding.eventId else { break }
            return try mend(.remakeEvent(gone: id), key, "the event is made again\(published)", db, journal, actor: actor, now: now)
        case (.recreate, .eventMoved):
            guard let id = finding.eventId else { break }
            let words = "the event is replaced by one at its instant\(published)"
            return try mend(.replaceEvent(eventId: id), key, words, db, journal, actor: actor, now: now)
        case (.recreate, .playbackEdited), (.recreate, .playbackUnpublished):
            guard let id = finding.playbackId else { break }
            return try mend(.publishAgain(playbackId: id), key, "the playback is set back and published", db, journal, actor: actor, now: now)
        default: break
        }
        throw OperatorError("\(remedy.rawValue) does nothing about it")
    }

    private func apply(
        _ changes: ChangeSet, _ db: Database, _ journal: ServiceJournal, _ planner: ChangePlanner, actor: String, now: Date
    ) throws -> Outcome {
        do {
            _ = try planner.apply(changes, db, journal, actor: actor, now: now)
            return Outcome(isMended: true, words: "the job is as its file says")
        } catch let refusal as OperatorError {
            return Outcome(isMended: false, words: refusal.description)
        }
    }

    private func mend(
        _ mending: AutowebinarMending, _ key: String, _ words: String, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date
    ) throws -> Outcome {
        try journal.mend(db, key: key, amendment: try mending.encoded(), actor: actor, now: now)
        return Outcome(isMended: true, words: words, run: key)
    }

    /// The stored job stands by itself from now on.
    private func forgetFile(_ finding: DriftFinding, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> Outcome {
        guard let name = finding.job, var stored = try JobTable.fetch(db, name) else { throw OperatorError("the job is not there") }
        (stored.file, stored.folder) = (nil, nil)
        try JobTable.put(db, stored)
        try journal.audit(db, nil, actor, "job \(name) stands without its file", now: now)
        return Outcome(isMended: true, words: "the job stays as it is, and is not compared with a file any more")
    }

    /// Gives what was published by hand to the run that was to do it, or to a new one of the same occurrence where that has ended.
    private func takeOver(_ finding: DriftFinding, _ db: Database, _ journal: ServiceJournal, actor: String, now: Date) throws -> Outcome {
        guard let key = finding.run, let run = try DriftRun.fetch(db, key: key), let playbackId = finding.playbackId, let eventId = finding.eventId,
            let recordId = finding.found?.recordId
        else { throw OperatorError("its run is not there") }
        guard run.lacksPlayback(at: now), try DriftRun.isLast(db, key: key) else { throw OperatorError("\(key) has gone on meanwhile") }
        guard try !ServiceJournal.hasOpenIntent(db, key: key) else {
            throw OperatorError(
                "\(key) does not know yet what it has made; when it is held, answer it: autowebinar run resolve \(key) --adopt \(playbackId)")
        }
        let mending = AutowebinarMending.takeOver(
            playbackId: playbackId, eventId: eventId, eventTitle: finding.found?.eventName ?? run.flow.plan.title, recordId: recordId)
        let made = [
            RemoteObject(kind: LivedigitalPerformer.Made.playback, identifier: playbackId),
            RemoteObject(kind: LivedigitalPerformer.Made.playbackEvent, identifier: eventId),
        ]
        for object in made where try ServiceJournal.owner(db, of: object) != nil {
            throw OperatorError("\(object.identifier) belongs to a run already")
        }
        var owner = key
        if run.state.isFinal {
            var flow = AutowebinarFlow(plan: run.flow.plan.again(createdAt: now))
            flow.amend(try mending.encoded(), at: now)
            owner = "\(RunKey.occurrence(of: key)).\(RunKey.generation(of: key) + 1)"
            guard try journal.submit(db, key: owner, flow: .autowebinar(flow), now: now) else { throw OperatorError("\(owner) exists already") }
            try OccurrenceTable.replace(db, run: key, by: owner, now: now)
            try journal.audit(db, nil, actor, "adopt \(playbackId) as \(owner)", now: now)
        } else {
            try journal.mend(db, key: key, amendment: try mending.encoded(), actor: actor, now: now)
            // Its question was about making what is there now.
            if run.state == .held { try journal.retry(db, key: key, actor: actor, now: now) }
        }
        for object in made { _ = try journal.give(db, object, to: owner) }
        return Outcome(isMended: true, words: "\(owner) takes the playback over", run: owner)
    }
}

extension DriftFinding {
    /// Whether it tells of a playback that is there and not as it was published.
    fileprivate var concernsPlayback: Bool { kind == .playbackEdited || kind == .playbackUnpublished }
}
