package import Foundation

extension JSONValue {
    /// The first member that an object of a JSON text has twice, by its place from the top: `steps[0].action`. Each reader takes another of the two, so
    /// nothing follows from such a text.
    ///
    /// - Returns: nil where there is none before the text stops being JSON, or is nested deeper than anything of ours.
    package static func repeatedMember(of json: Data) -> String? {
        json.withUnsafeBytes { buffer in
            do throws(OrderedJSONReader.Failure) {
                _ = try OrderedJSONReader.read(buffer.bindMemory(to: UInt8.self))
                return nil
            } catch {
                return error.repeated
            }
        }
    }
}
