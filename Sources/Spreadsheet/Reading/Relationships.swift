import Foundation

/// The targets that one part of the package points to, by id. Reads a `.rels` file.
final class Relationships: XMLPart {
    struct Relationship {
        /// The last word of the type, which is the same in transitional and strict files.
        var kind: Substring
        /// The entry's name in the archive.
        var target: String
    }

    private(set) var byId: [String: Relationship] = [:]
    private let folder: String

    /// - Parameter source: the entry whose relationships these are; targets are relative to its folder. Empty for the package itself.
    init(source: String) {
        folder = source.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The entry that holds the relationships of a part.
    static func entry(for source: String) -> String {
        var path = source.split(separator: "/", omittingEmptySubsequences: false)
        let name = path.popLast() ?? ""
        return (path + ["_rels", name + ".rels"]).joined(separator: "/")
    }

    func target(kind: String) -> String? {
        byId.values.filter { $0.kind == kind }.map(\.target).min()
    }

    func start(_ element: String, _ attributes: [String: String]) {
        guard element == "Relationship", let id = attributes["Id"], let type = attributes["Type"], let target = attributes["Target"],
            attributes["TargetMode"] != "External"
        else { return }
        byId[id] = Relationship(kind: type.split(separator: "/").last ?? "", target: resolved(target))
    }

    func text(_ text: String) {}
    func end(_ element: String) {}

    private func resolved(_ target: String) -> String {
        let whole = target.hasPrefix("/") ? target : folder + "/" + target
        var path: [Substring] = []
        for piece in whole.split(separator: "/") where piece != "." {
            if piece == ".." { _ = path.popLast() } else { path.append(piece) }
        }
        let name = path.joined(separator: "/")
        return name.removingPercentEncoding ?? name
    }
}
