import DurableFlow
import Foundation
import LivedigitalAPI

/// Compares what runs published with what livedigital shows. Reads nothing by itself.
struct DriftDetector {
    /// The upcoming runs, of each occurrence the last.
    var runs: [DriftRun]
    /// The runs of the marks that drafts carry.
    var marked: [String: DriftRun]
    /// Which run, by its key, owns an object, by its id.
    var owners: [String: String]
    /// When the sessions of a job's runs begin that are not over, by its name; also of those that are under way, in milliseconds since 1970.
    var starts: [String: Set<Int64>]
    /// What is being removed already.
    var removals: Set<Removal>
    /// When reading began.
    var now: Date
    /// How long something may take until a list shows it, or until a lost call takes effect.
    var settle: Duration

    /// A draft whose run is not known here may belong to another installation, which may wait with it from its horizon until a recording is there.
    static let foreignDraftAge = Duration.seconds(30 * 86_400)

    func findings(_ showing: RemoteShowing) -> [DriftFinding] {
        let places = showing.playbacks.sorted { ($0.key.connection, $0.key.spaceId) < ($1.key.connection, $1.key.spaceId) }
        var findings: [DriftFinding] = []
        for (connection, answer) in showing.spaces.sorted(by: { $0.key < $1.key }) {
            if case .failure(let unread) = answer { findings.append(DriftFinding(.unproved, connection: connection, detail: unread.reason)) }
        }
        for (place, answer) in places {
            guard case .failure(let unread) = answer else { continue }
            findings.append(DriftFinding(.unproved, connection: place.connection, spaceId: place.spaceId, detail: unread.reason))
        }
        for run in runs { findings += self.findings(of: run, showing) }
        for (place, answer) in places { findings += orphans(place, answer) }
        return findings
    }

    private func findings(of run: DriftRun, _ showing: RemoteShowing) -> [DriftFinding] {
        // What is under way, or was until just now, is the engine's to know.
        let settled = now.later(by: .zero - settle)
        if run.flow.isOnShow(at: now) {
            return run.isSettled(before: settled) && !run.flow.isChangePending ? differences(of: run, showing) : []
        }
        if let playbackId = run.givenUpOn { return run.updatedAt <= settled ? leftOver(by: run, on: playbackId, showing) : [] }
        return run.lacksPlayback(at: now) ? publishedByHand(run, showing) : []
    }

    // MARK: What a run published

    private func differences(of run: DriftRun, _ showing: RemoteShowing) -> [DriftFinding] {
        guard let place = run.place, let id = run.flow.facts.playbackId else { return [] }
        switch showing.presence(of: id, in: place) {
        // Told once, of the run that makes the playback.
        case .unclear where run.flow.plan.share == .event, .gone where run.flow.plan.share == .event: return []
        case .unclear(let reason):
            // A space that could not be read is told once, not for each run.
            if case .failure? = showing.playbacks[place] { return [] }
            return [finding(.unproved, run, detail: "\(reason); whether the playback \(id) is there is not known")]
        case .gone:
            return [
                finding(
                    .playbackVanished, run, expected: expected(run),
                    detail: "the playback “\(run.flow.plan.title)” (\(id)) is gone, and \(lostEvents(of: run)) with it",
                    remedies: [.adopt, .recreate])
            ]
        case .there(let playback):
            // A run is told one thing at a time, and what makes an event again publishes its playback as it was, too.
            return (run.flow.plan.share == .playback ? unowned(on: run, showing) : events(of: run, showing))
                + (run.flow.plan.share == .event ? [] : edits(of: run, playback))
        }
    }

    private func lostEvents(of run: DriftRun) -> String {
        guard run.flow.plan.share == .playback else { return "its event\(run.flow.facts.eventId.map { " (\($0))" } ?? "")" }
        let keys = runs.filter { $0.flow.isOnShow(at: now) && $0.flow.facts.shared?.run == run.key }.map(\.key)
        return keys.isEmpty ? "its events" : "the events of \(keys.joined(separator: ", "))"
    }

    /// What a call that was lost has made for a run that is over; a playback of its own it would have taken with it.
    private func leftOver(by run: DriftRun, on playbackId: String, _ showing: RemoteShowing) -> [DriftFinding] {
        guard case .success(let list)? = showing.events[playbackId] else { return [] }
        return list.items.filter { isSurplus($0, of: run, on: playbackId) }.map { event in
            var found = finding(
                .eventOrphaned, run, found: shown(event),
                detail: "the shared playback has an event (\(event.id)) for this run, which \(run.stateInWords)",
                remedies: [.deleteOrphans])
            found.eventId = event.id
            return found
        }
    }

    private func edits(of run: DriftRun, _ playback: Playback) -> [DriftFinding] {
        let (title, recordId) = (run.flow.plan.title, run.flow.facts.recordId)
        var parts: [String] = []
        if let name = playback.name, name != title { parts.append("it is called “\(name)” instead of “\(title)”") }
        if playback.recordId != recordId, playback.recordId != nil || playback.isPublished != nil {
            parts.append("it shows \(playback.recordId.map { "the record \($0)" } ?? "no record") instead of \(recordId ?? "none")")
        }
        let found = DriftFinding.Shown(name: playback.name, recordId: playback.recordId, isPublished: playback.isPublished)
        if playback.isPublished == false {
            let detail = (["the playback is not published any more"] + parts).joined(separator: ", and ")
            return [finding(.playbackUnpublished, run, expected: expected(run), found: found, detail: detail, remedies: [.recreate])]
        }
        guard !parts.isEmpty else { return [] }
        // Without a record there is nothing to take over.
        let canAdopt = playback.name != nil && playback.recordId != nil
        return [
            finding(
                .playbackEdited, run, expected: expected(run), found: found, detail: parts.joined(separator: ", and "),
                remedies: canAdopt ? [.adopt, .recreate] : [.recreate])
        ]
    }

    private func events(of run: DriftRun, _ showing: RemoteShowing) -> [DriftFinding] {
        guard let playbackId = run.flow.facts.playbackId, let eventId = run.flow.facts.eventId, let answer = showing.events[playbackId] else {
            return []
        }
        switch answer {
        case .failure(let unread): return [finding(.unproved, run, detail: unread.reason)]
        case .success(let list):
            let surplus = list.items.filter { isSurplus($0, of: run, on: playbackId) }.map { event in
                var found = finding(
                    .eventOrphaned, run, found: shown(event), detail: "the playback has a second event at the same instant (\(event.id))",
                    remedies: [.deleteOrphans])
                found.eventId = event.id
                return found
            }
            guard let event = list.items.first(where: { $0.id == eventId }) else {
                guard list.isComplete else {
                    let detail = "livedigital listed only a part of the events of the playback; whether the event \(eventId) is there is not known"
                    return [finding(.unproved, run, detail: detail)]
                }
                return [
                    finding(.eventVanished, run, expected: expected(run), detail: "the event (\(eventId)) is gone", remedies: [.adopt, .recreate])
                ] + surplus
            }
            return edits(of: run, event) + surplus
        }
    }

    private func edits(of run: DriftRun, _ event: PlaybackEvent) -> [DriftFinding] {
        let title = run.flow.facts.eventTitle ?? run.flow.plan.title
        if !event.begins(at: run.flow.startMilliseconds) {
            // A session that may have begun is left to its participants.
            let isAhead = event.startDate.map { now < $0 } ?? true
            let instant = event.startDate.map(WireDate.format) ?? "no instant (permanent)"
            let detail = "the event begins at \(instant) instead of \(run.flow.plan.startsAt.map(WireDate.format) ?? "no instant (permanent)")"
            return [
                finding(
                    .eventMoved, run, expected: expected(run), found: shown(event),
                    detail: isAhead ? detail : "\(detail), which has passed", remedies: isAhead ? [.recreate] : [])
            ]
        }
        guard let name = event.name, name != title else { return [] }
        let detail = "the event is called “\(name)” instead of “\(title)”; livedigital has no operation that renames it"
        return [finding(.eventRenamed, run, expected: expected(run), found: shown(event), detail: detail, remedies: [.adopt])]
    }

    /// What a create that was lost and arrived late has made.
    private func isSurplus(_ event: PlaybackEvent, of run: DriftRun, on playbackId: String) -> Bool {
        let title = run.flow.facts.eventTitle ?? run.flow.plan.title
        return event.id != run.flow.facts.eventId && event.name ?? title == title && event.begins(at: run.flow.startMilliseconds)
            && owners[event.id].map { $0 == run.key } ?? true
            && !removals.contains(Removal(playbackId: playbackId, eventId: event.id)) && !run.flow.facts.goneEventIds.contains(event.id)
    }

    // MARK: Words

    func finding(
        _ kind: DriftFinding.Kind, _ run: DriftRun, expected: DriftFinding.Shown? = nil, found: DriftFinding.Shown? = nil, detail: String,
        remedies: [DriftFinding.Remedy] = []
    ) -> DriftFinding {
        DriftFinding(
            kind, connection: run.flow.plan.connection, job: RunKey.job(of: run.key), run: run.key, spaceId: run.flow.spaceId,
            playbackId: run.flow.facts.playbackId, eventId: run.flow.facts.eventId, expected: expected, found: found, detail: detail,
            remedies: remedies)
    }

    private func expected(_ run: DriftRun) -> DriftFinding.Shown {
        .init(
            name: run.flow.plan.title, recordId: run.flow.facts.recordId, isPublished: true,
            eventName: run.flow.facts.eventTitle ?? run.flow.plan.title, startsAt: run.flow.plan.startsAt.map(WireDate.format))
    }

    func shown(_ event: PlaybackEvent) -> DriftFinding.Shown {
        .init(eventName: event.name, startsAt: event.startDate.map(WireDate.format))
    }
}
