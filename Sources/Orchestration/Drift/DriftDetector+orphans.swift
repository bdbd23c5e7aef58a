import DurableFlow
import Foundation
import LivedigitalAPI

/// What no run made, or no run owns any more.
extension DriftDetector {
    func publishedByHand(_ run: DriftRun, _ showing: RemoteShowing) -> [DriftFinding] {
        guard let place = showing.place(of: run), case .success(let list)? = showing.playbacks[place] else { return [] }
        for playback in list.items where playback.name == run.flow.plan.title && playback.isPublished == true && owners[playback.id] == nil {
            guard let recordId = playback.recordId, case .success(let events)? = showing.events[playback.id],
                let event = events.items.first(where: { $0.begins(at: run.flow.startMilliseconds) && owners[$0.id] == nil })
            else { continue }
            var found = finding(
                .publishedByHand, run,
                found: .init(
                    name: playback.name, recordId: recordId, isPublished: true, eventName: event.name, startsAt: event.startDate.map(WireDate.format)),
                detail:
                    "somebody published “\(run.flow.plan.title)” (\(playback.id)) for this instant, and this run, \(run.stateInWords), has no playback",
                remedies: [.adopt])
            (found.spaceId, found.playbackId, found.eventId) = (place.spaceId, playback.id, event.id)
            return [found]
        }
        return []
    }

    /// Upcoming events of a shared playback that no run made and at whose instant none has a session: those of runs that were made after the backup
    /// from which the database comes, for instance. One of another name is told and left, since it may be a person's.
    func unowned(on run: DriftRun, _ showing: RemoteShowing) -> [DriftFinding] {
        guard let playbackId = run.flow.facts.playbackId, case .success(let list)? = showing.events[playbackId] else { return [] }
        let starts = starts[RunKey.job(of: run.key)] ?? []
        return list.items.compactMap { event in
            guard let startsAt = event.startDate, now < startsAt, owners[event.id] == nil, !starts.contains(where: { event.begins(at: $0) }),
                !removals.contains(Removal(playbackId: playbackId, eventId: event.id))
            else { return nil }
            let isOurs = event.name.map { [run.flow.plan.title, run.flow.facts.formerTitle].contains($0) } ?? true
            var found = finding(
                .eventOrphaned, run, found: shown(event),
                detail: "the shared playback has an event (\(event.id)) at \(WireDate.format(startsAt)) that no run made"
                    + (isOurs ? "" : "; it is called “\(event.name ?? "")”: if it is nobody's, delete it on livedigital"),
                remedies: isOurs ? [.deleteOrphans] : [])
            found.eventId = event.id
            return found
        }
    }

    func orphans(_ place: RemotePlace, _ answer: RemoteShowing.Answer<Listing<Playback>>) -> [DriftFinding] {
        guard case .success(let list) = answer else { return [] }
        return list.items.compactMap { orphan($0, place) }
    }

    private func orphan(_ playback: Playback, _ place: RemotePlace) -> DriftFinding? {
        let tokens = RunMarker.all(in: playback.name ?? "").map(\.text)
        guard !tokens.isEmpty, !removals.contains(Removal(playbackId: playback.id)) else { return nil }
        let known = tokens.compactMap { marked[$0] }
        if known.contains(where: { $0.mayOwn(draft: playback.id) }) { return nil }
        let name = playback.name ?? playback.id
        var finding = DriftFinding(
            .draftOrphaned, connection: place.connection, job: known.first.map { RunKey.job(of: $0.key) }, run: known.first?.key,
            spaceId: place.spaceId, playbackId: playback.id,
            found: .init(name: playback.name, recordId: playback.recordId, isPublished: playback.isPublished), detail: "")
        if playback.isPublished != false {
            finding.detail = "“\(name)” carries a mark of ours and is published, or livedigital does not say; look at it by hand"
        } else if let run = known.first {
            finding.detail = "the draft “\(name)” is left over; its run \(run.stateInWords)"
            finding.remedies = [.deleteOrphans]
        } else if let createdAt = playback.createdAt {
            let from = createdAt.later(by: Self.foreignDraftAge)
            finding.deletableFrom = WireDate.format(from)
            if from <= now {
                finding.detail = "the draft “\(name)” is older than 30 days, and no run of this database has its mark"
                finding.remedies = [.deleteOrphans]
            } else {
                finding.detail = Self.kept(name, "--delete-orphans deletes it from \(WireDate.format(from)) on, 30 days after it was made")
            }
        } else {
            finding.detail = Self.kept(name, "livedigital does not say when it was made, so --delete-orphans never deletes it")
        }
        return finding
    }

    private static func kept(_ name: String, _ until: String) -> String {
        "the draft “\(name)” is kept: no run of this database has its mark, so it may be another installation's work on the same account. \(until); "
            + "if it is nobody's, delete it on livedigital"
    }
}

extension DriftRun {
    /// Whether a draft with its mark is the run's business: its own one, or any while it is not known yet what it has made.
    func mayOwn(draft id: String) -> Bool {
        switch state {
        case .cancelled, .skipped: false
        case .completed, .failed: flow.facts.playbackId == id
        case .ready, .running, .waiting, .ambiguous, .paused, .held: flow.facts.playbackId == id || !flow.facts.published
        }
    }

    var stateInWords: String {
        switch state {
        case .completed, .failed, .skipped: "\(state)"
        case .cancelled: "was cancelled"
        case .held: "is held"
        case .ready, .running, .ambiguous, .paused: "is running"
        case .waiting: "is waiting"
        }
    }
}
