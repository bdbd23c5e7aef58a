import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import Orchestration

/// What a request is answered, before it is sent.
struct Answer: Sendable {
    enum Content: Sendable {
        case none
        case bytes(Data, type: String)
    }

    var status: Int
    var headers: [String: String] = [:]
    var content: Content

    static let noContent = Answer(status: 204, content: .none)

    static func json(_ value: JSON, status: Int = 200) -> Answer {
        Answer(status: status, content: .bytes(value.json, type: "application/json"))
    }

    /// There was nothing to do.
    static func noop(_ reason: String, _ language: Language) -> Answer {
        .json(["status": "noop", "reason": .string(Localized(below: reason)[language])])
    }

    static func encoded(_ value: some Encodable, status: Int = 200) throws -> Answer {
        Answer(status: status, content: .bytes(try encode(value), type: "application/json"))
    }

    /// A file to be saved under a name.
    static func file(_ data: Data, type: String, name: String) -> Answer {
        let safe = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" })
        return Answer(
            status: 200, headers: ["Content-Disposition": "attachment; filename=\"\(safe)\""], content: .bytes(data, type: type))
    }

    static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    /// - Parameter isHead: whether only the head is asked for.
    func response(isHead: Bool = false) -> Response {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        guard case .bytes(let data, let type) = content else {
            if status != 204 { fields[.contentLength] = "0" }
            return Response(status: .init(code: status), headers: fields)
        }
        fields[.contentType] = type
        fields[.contentLength] = String(data.count)
        guard !isHead else { return Response(status: .init(code: status), headers: fields) }
        return Response(status: .init(code: status), headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
