/// Where whoever asks over HTTP, and has no part in the disk of the service, fetches a report.
package struct ReportAddress: Sendable, Equatable {
    /// Nil while the report is not there, or where no address gives it.
    package var url: String?

    package init(_ url: String?) { self.url = url }
}
