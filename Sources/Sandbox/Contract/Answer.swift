import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore
import Spreadsheet

/// What the service answers, before it is turned into bytes.
struct Answer: Sendable {
    enum Content: Sendable {
        case none
        case json(JSONValue)
        /// JSON that is encoded already.
        case encoded(Data)
        case workbook(Workbook)
        /// A part of a recording's file, or the whole.
        case file(RecordFile, Range<Int>, RecordFile.Interruption?)
        /// Text that is no JSON.
        case text(String)
        /// Bytes that claim to be JSON and are not.
        case garbage
    }

    var status: Int
    var content: Content
    var headers: [String: String] = [:]

    /// The bytes and their content type. Building a workbook takes milliseconds, so this stays outside every lock.
    func response(date: Date) throws -> Response {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        fields[.date] = Timestamp.http(date)
        let bytes: Data?
        switch content {
        case .none: bytes = nil
        case .json(let value):
            fields[.contentType] = "application/json; charset=utf-8"
            bytes = try JSONEncoder.sandbox.encode(value)
        case .encoded(let data):
            fields[.contentType] = "application/json; charset=utf-8"
            bytes = data
        case .workbook(let workbook):
            fields[.contentType] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            fields[.contentDisposition] = "attachment; filename=\"report.xlsx\""
            bytes = try workbook.bytes()
        case .text(let text):
            fields[.contentType] = "text/plain; charset=utf-8"
            bytes = Data(text.utf8)
        case .file(let file, let part, let interruption):
            fields[.contentType] = "video/mp4"
            fields[.contentDisposition] = "attachment; filename=\"\(file.id).mp4\""
            return Response(status: .init(code: status), headers: fields, body: file.body(part, interruption))
        case .garbage:
            fields[.contentType] = "application/json; charset=utf-8"
            bytes = Data([0x7B, 0x22, 0x69, 0x64, 0xFF, 0xFE, 0x00, 0x3C, 0x80])
        }
        let head = HTTPResponse.Status(code: status)
        guard let bytes else { return Response(status: head, headers: fields) }
        return Response(status: head, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
