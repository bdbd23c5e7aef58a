import Crypto
import Foundation

extension RemoteState {
    /// The address of a recording's file, in the form that the options say.
    func downloadRecord(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let room = try room(call)
        guard let record = account.records.first(where: { $0.id == call.id("recordId") && $0.roomId == room.id }) else {
            throw .notFound("Record")
        }
        guard record.isFinished else { throw .notFound("The file of the record") }
        let url = link("/files/", record.id, call, surroundings)
        return switch surroundings.dialect == .second ? .object : surroundings.options.recordLink {
        case .redirect: Answer(status: 302, content: .text("Found. Redirecting to \(url)"), headers: ["Location": url])
        case .text: Answer(status: 200, content: .text(url))
        case .string: Self.ok(.string(url))
        case .object: Self.ok(.object(["url": .string(url)]))
        case .file: try Self.file(of: record, call.head)
        }
    }

    /// The file behind a signed address, for whoever has it. Like other such storage it refuses a second authorisation beside the signature.
    func getRecordFile(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let id = call.id("recordId")
        try checkSignature(of: id, call, surroundings)
        guard let record = account.records.first(where: { $0.id == id && $0.isFinished }) else { throw .notFound("The file of the record") }
        return try Self.file(of: record, call.head)
    }

    /// The signed address of a report, which is made anew when it is fetched.
    func reportLink(_ id: String, _ call: Call, _ surroundings: Surroundings) -> String {
        link("/files/reports/", id + "." + (call.query["format"] ?? "xlsx"), call, surroundings)
    }

    func getReportFile(_ call: Call, in surroundings: Surroundings) throws(Refusal) -> Answer {
        let name = call.id("reportId")
        try checkSignature(of: name, call, surroundings)
        let table = try reportTable(String(name.prefix { $0 != "." }))
        return Answer(status: 200, content: name.hasSuffix(".json") ? .json(table.json) : .workbook(table.workbook))
    }

    private func link(_ folder: String, _ id: String, _ call: Call, _ surroundings: Surroundings) -> String {
        let expires = String(Int(surroundings.now.timeIntervalSince1970) + 86_400)
        return "http://\(call.head.authority)\(folder)\(id)?expires=\(expires)&signature=\(signature(id, expires))"
    }

    private func checkSignature(of id: String, _ call: Call, _ surroundings: Surroundings) throws(Refusal) {
        guard !call.head.carriesToken else {
            throw Refusal(status: 400, message: "The address is signed; send no Authorization with it", code: "two_authorisations")
        }
        guard let expires = call.query["expires"], call.query["signature"] == signature(id, expires) else {
            throw .forbidden("The signature does not match")
        }
        guard surroundings.now.timeIntervalSince1970 < Double(expires) ?? 0 else { throw .forbidden("The address has expired") }
    }

    private func signature(_ id: String, _ expires: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Data("\(id) \(expires)".utf8), using: fileKey).hexadecimal
    }

    /// Whole, or the part that is asked for; with `If-Range` only while the file is the same.
    private static func file(of record: SandboxAccount.Record, _ head: Call.Head) throws(Refusal) -> Answer {
        let file = RecordFile(id: record.id, size: record.fileSize)
        var headers = ["ETag": file.etag, "Accept-Ranges": "bytes"]
        let isSame = head.ifRange.map { $0 == file.etag } ?? true
        switch ByteRange(isSame ? head.range : nil, size: file.size) {
        case .whole:
            return Answer(status: 200, content: .file(file, 0..<file.size, nil), headers: headers)
        case .part(let part):
            headers["Content-Range"] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(file.size)"
            return Answer(status: 206, content: .file(file, part, nil), headers: headers)
        case .unsatisfiable:
            throw Refusal(
                status: 416, message: "Range not satisfiable", code: "range_not_satisfiable", headers: ["Content-Range": "bytes */\(file.size)"])
        }
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits for each byte.
    var hexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
