package import ArgumentParser

/// `autowebinar analytics`.
package struct AnalyticsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "analytics", abstract: "What the collected reports say.",
        subcommands: [AnalyticsCollect.self, AnalyticsList.self, AnalyticsExport.self, AnalyticsSummary.self])

    package init() {}
}
