/// The list of sheets: reads `workbook.xml`.
final class WorkbookPart: XMLPart {
    struct Entry {
        var name: String
        var relationship: String
    }

    /// All sheets in the order of their tabs, charts and macros included.
    private(set) var sheets: [Entry] = []
    /// Whether day numbers count from 1904.
    private(set) var from1904 = false

    func start(_ element: String, _ attributes: [String: String]) {
        switch element {
        case "workbookPr": from1904 = attributes["date1904"].map { $0 == "1" || $0 == "true" } ?? false
        case "sheet":
            // The id's namespace differs between transitional and strict files, its prefix is free: `r:id` by custom.
            guard let name = attributes["name"], let id = attributes.first(where: { $0.key.hasSuffix(":id") })?.value else { return }
            sheets.append(Entry(name: name, relationship: id))
        default: break
        }
    }

    func text(_ text: String) {}
    func end(_ element: String) {}
}
