package import DurableFlow
package import Foundation

/// A flow that the journal keeps as the JSON of the value, under one kind and version of its own.
package protocol StoredFlow: Flow {
    /// The kind under which the journal keeps these flows.
    static var kind: String { get }
    /// The version of the definition.
    static var version: Int { get }
}

extension StoredFlow {
    package var kind: String { Self.kind }
    package var version: Int { Self.version }

    /// Reads a stored run.
    ///
    /// - Throws: a ``Failure`` with the code `unknown_flow` where this program does not know the version, or `unreadable_flow`.
    package static func restore(kind: String, version: Int, from data: Data) throws -> Self { try decode(kind: kind, version: version, from: data) }

    /// What ``restore(kind:version:from:)`` does, for a flow that has more to do with the value.
    static func decode(kind: String, version: Int, from data: Data) throws(Failure) -> Self {
        guard kind == Self.kind, version == Self.version else {
            throw Failure(
                code: "unknown_flow",
                message: "This program knows \(Self.kind) flows of version \(Self.version), not \(kind) of version \(version); "
                    + "go on with the program that made the run, or a later one.")
        }
        do {
            return try JSONDecoder().decode(Self.self, from: data)
        } catch {
            throw Failure(code: "unreadable_flow", message: "The stored state of the run cannot be read: \(error)")
        }
    }
}
