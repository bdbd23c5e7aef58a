import ArgumentParser
import Foundation
import Orchestration

/// A run in a few lines for people.
struct RunSummary {
    var view: RunView
    /// What goes on with the run once its connection works.
    var resumption: String

    init(_ view: RunView, resumption: String = "the same command") {
        self.view = view
        self.resumption = resumption
    }

    var lines: [String] {
        var lines = ["\(view.id): \(Colour.paint(view.state.rawValue))\(view.activity.map { ", \($0)" } ?? "")\(view.published ? ", published" : "")"]
        if let url = view.inviteUrl { lines.append("Invitation: \(url)") }
        for outcome in view.results ?? [] {
            let members = outcome.result.filter { $0.value != .null }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.plainText)" }
            lines.append("Done:       \(outcome.step): \(members.joined(separator: ", "))")
        }
        if view.hasSealedLinks { lines.append("Links:      autowebinar run show \(view.id) --links") }
        if let collection = view.collection {
            lines.append("Collected:  \(collection.words)")
        } else {
            for report in view.reports { lines.append("Report:     \(report.path) (\(report.bytes) bytes)") }
        }
        if let error = view.error { lines.append(view.state == .held ? "Question:   \(error)" : "Reason:     \(error)") }
        switch view.state {
        case .held where view.steps.contains { $0.state == "running" } && !view.takesAdoption:
            lines.append(
                "Mend it, then: autowebinar run retry \(view.id); or say that nothing was made: autowebinar run resolve \(view.id) --not-done")
        case .held where view.steps.contains { $0.state == "running" }:
            lines.append("Answer it:  autowebinar run resolve \(view.id) --adopt ID | --not-done, or try again: autowebinar run retry \(view.id)")
        case .held:
            lines.append("Mend it, then: autowebinar run retry \(view.id); or give it up: autowebinar run cancel \(view.id)")
        case .waiting where view.pausedReason != nil:
            lines.append("Go on with: \(mending), then \(resumption)")
        default: break
        }
        return lines
    }

    /// What lets the runs of the connection go on.
    private var mending: String {
        if view.waitsForConfiguration { return "a mended configuration" }
        return isTokenFromEnvironment ? "a token that works in AUTOWEBINAR_TOKEN" : "autowebinar connection add \(view.connection)"
    }

    private var isTokenFromEnvironment: Bool {
        view.connection == Connection.defaultName && !(ProcessInfo.processInfo.environment["AUTOWEBINAR_TOKEN"] ?? "").isEmpty
    }

    func print() {
        for line in lines { Console.print(line) }
    }
}

extension RunView {
    /// The exit status that tells how a foreground run ended; nil for success.
    func exitStatus(isEnoughPublished: Bool) -> ExitCode? {
        switch state {
        case .completed: nil
        case .held, .paused: .attention
        case .waiting where isCollected: nil
        case .running, .waiting: isEnoughPublished && published && pausedReason == nil ? nil : .failure
        case .failed, .cancelled, .skipped: .failure
        }
    }
}
