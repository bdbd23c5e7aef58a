import Foundation
import Orchestration

/// A thing of ours with what its reason says to people, as `detail` in the language of the request; the reason itself is kept in English, for programs.
struct Told<Thing: Encodable & Sendable>: Encodable, Sendable {
    var thing: Thing
    /// Nil where there is no reason.
    var detail: String?

    private enum CodingKeys: String, CodingKey { case detail }

    func encode(to encoder: any Encoder) throws {
        try thing.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(detail, forKey: .detail)
    }
}

extension Language {
    /// What a layer below said, in this language.
    func telling(_ english: String) -> String { Localized(below: english)[self] }

    /// A hook with why it is disabled.
    func telling(_ hook: Hook) -> Told<Hook> {
        var told = Told(thing: hook, detail: hook.disabledReason.map(telling))
        told.thing.disabledReason = hook.disabledReason.map(TenantText.of)
        return told
    }

    /// Deliveries with why the last attempt failed. Many fail alike, so each reason is translated once.
    func telling(_ deliveries: [Delivery]) -> [Told<Delivery>] {
        let reasons = Set(deliveries.compactMap(\.reason))
        let told = Dictionary(uniqueKeysWithValues: reasons.map { ($0, telling($0)) })
        return deliveries.map { delivery in
            var shown = delivery
            shown.reason = delivery.reason.map(TenantText.of)
            return Told(thing: shown, detail: delivery.reason.flatMap { told[$0] })
        }
    }
}

extension Call {
    /// A run as its connection knows it: its reports with where they are fetched, what failed without what only whoever runs the service can mend.
    func showing(_ run: RunView) -> RunView {
        var shown = run.asCalled
        shown.error = run.error.map(TenantText.of)
        for index in shown.reports.indices {
            let report = shown.reports[index]
            shown.reports[index].address = ReportAddress(report.session.flatMap { SessionFiles.address(ofReport: report.format, session: $0, self) })
        }
        return shown
    }

    /// The same with why it failed or waits.
    func telling(_ run: RunView) -> Told<RunView> { Told(thing: showing(run), detail: run.error.map(language.telling)) }

    /// A session as its connection knows it: its reports with where they are fetched, and why they failed.
    func telling(_ session: Session, at now: Date, _ services: GatewayServices) -> SessionView {
        var view = SessionView(session.asCalled, at: now, zones: services.owned.workspace.zones)
        for index in view.reports.indices {
            let report = view.reports[index]
            let url = report.state == .ready ? SessionFiles.address(ofReport: report.report.format, of: session, self) : nil
            view.reports[index].address = ReportAddress(url)
            let reason = report.reason.map { SessionFiles.withoutPlace($0, of: report.report) }
            view.reports[index].detail = reason.map(language.telling)
            view.reports[index].reason = reason.map(TenantText.of)
        }
        return view
    }
}
