import DurableFlow
import Foundation
import Orchestration

extension Routes {
    /// What anybody may ask.
    static let service: [Route] = [
        Route(
            .get, "/v1/openapi.json", "getOpenAPI", group: "service", "This document.", access: .open,
            successes: [.json(.anyObject, "The OpenAPI document.")]
        ) { _, services in
            Answer(status: 200, content: .bytes(services.openAPI, type: "application/json"))
        },
        Route(
            .get, "/health/live", "getLiveness", group: "service", "Whether the process answers at all.", access: .open,
            successes: [.json(.object([("status", .choice(["ok"]))]), "It does.")]
        ) { _, _ in .json(["status": "ok"]) },
        Route(
            .get, "/health/ready", "getReadiness", group: "service", "Whether requests are worth sending: the database can be written.",
            access: .open, successes: [.json(.object([("status", .choice(["ok"]))]), "They are.")]
        ) { _, services in
            guard !services.drain.isDraining else { throw Problem(.unavailable, ProblemText.unavailable) }
            do {
                try await services.owned.engine.writer.write { _ in }
            } catch {
                throw Problem(.unavailable, ProblemText.unavailable)
            }
            return .json(["status": "ok"])
        },
        Route(
            .get, "/metrics", "getMetrics", group: "service", "Numbers for Prometheus.", access: .open,
            successes: [.init(status: 200, description: "Text, format 0.0.4.", type: "text/plain; version=0.0.4", schema: .text())]
        ) { _, services in
            let text = MetricsText.make(
                try await services.reader.counts(), try await services.reader.deliveryCounts(), services.owned.engine.writer, services.metrics.current
            )
            return Answer(status: 200, content: .bytes(Data(text.utf8), type: "text/plain; version=0.0.4"))
        },
    ]
}
