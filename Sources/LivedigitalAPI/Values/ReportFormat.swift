/// The form in which a report of analytics is asked for. The raw value is livedigital's word for it.
package enum ReportFormat: String, Codable, Sendable, CaseIterable {
    /// An Excel workbook, one row for each participant.
    case xlsx
    /// JSON whose shape livedigital does not publish: to be kept as it came.
    case json
}
