import DurableFlow
import Foundation
import Orchestration

/// The numbers of the service in the text format of Prometheus, version 0.0.4. No label names a connection, a run or an id.
enum MetricsText {
    static func make(_ runs: JournalCounts, _ deliveries: DeliveryCounts, _ writer: Writer, _ requests: RequestMetrics.Sums) -> String {
        var text = ""
        func metric(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Double)]) {
            text += "# HELP autowebinar_\(name) \(help)\n# TYPE autowebinar_\(name) \(type)\n"
            for sample in samples { text += "autowebinar_\(name)\(sample.labels) \(number(sample.value))\n" }
        }
        metric("commits_total", "counter", "Transactions committed.", [("", Double(writer.commits))])
        metric("mutations_total", "counter", "Changes in those transactions; their quotient is the mean batch.", [("", Double(writer.mutations))])
        metric("runs_in_flight", "gauge", "Runs that are being worked on.", [("", Double(runs.running))])
        metric("runs_waiting", "gauge", "Runs that sleep or wait for a place.", [("", Double(runs.waiting))])
        metric("runs_held", "gauge", "Runs that wait for a person's answer.", [("", Double(runs.held))])
        metric("due_lag_seconds", "gauge", "How long the longest waiting run has been due.", [("", runs.lag / .seconds(1))])
        metric("connections_paused", "gauge", "Connections that wait for a token that works.", [("", Double(runs.pausedLanes))])
        metric("deliveries_queued", "gauge", "Deliveries that wait for the one before them.", [("", Double(deliveries.queued))])
        metric("deliveries_under_way", "gauge", "Deliveries that are being sent or tried again.", [("", Double(deliveries.underWay))])
        let labels = requests.counts.keys.sorted { ($0.route, $0.method, $0.status) < ($1.route, $1.method, $1.status) }
        func sample(_ label: RequestMetrics.Label, _ value: Double) -> (String, Double) {
            ("{method=\"\(label.method)\",route=\"\(label.route)\",status=\"\(label.status)\"}", value)
        }
        metric("requests_total", "counter", "Requests answered.", labels.map { sample($0, Double(requests.counts[$0] ?? 0)) })
        metric("request_seconds_total", "counter", "Time spent on them.", labels.map { sample($0, requests.seconds[$0] ?? 0) })
        return text
    }

    private static func number(_ value: Double) -> String { value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value) }
}
