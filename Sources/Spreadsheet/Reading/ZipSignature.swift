import Foundation

/// A look at a file's first and last bytes, before a library with trust in them takes over.
enum ZipSignature {
    /// What an old binary workbook (.xls) begins with, and the container of an encrypted new one.
    private static let compoundFile = Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
    private static let endRecord = Data([0x50, 0x4B, 0x05, 0x06])
    /// The end record's fixed part and the longest comment after it.
    private static let longestTail = 22 + 65_535

    /// Refuses what is no zip archive, and an archive with too many entries: the library would load the whole list.
    static func check(path: String, limits: ReadingLimits) throws(SpreadsheetError) {
        let (head, tail) = try ends(path: path)
        if head == compoundFile {
            let encrypted = tail.range(of: Data("EncryptedPackage".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })) != nil
            throw SpreadsheetError(
                code: encrypted ? .passwordProtected : .notAWorkbook,
                message: encrypted
                    ? "The workbook \(path) is protected by a password. Save it without one."
                    : "The file \(path) is an old .xls workbook or one with a password. Save it as .xlsx without a password.",
                context: ["path": path])
        }
        guard head.starts(with: [0x50, 0x4B]) else {
            throw SpreadsheetError(code: .notAWorkbook, message: "The file \(path) is not an xlsx workbook.", context: ["path": path])
        }
        var start = tail.startIndex
        while let found = tail.range(of: endRecord, in: start..<tail.endIndex) {
            if found.lowerBound + 12 <= tail.endIndex {
                let entries = Int(tail[found.lowerBound + 10]) | Int(tail[found.lowerBound + 11]) << 8
                guard entries <= limits.entries else { throw limits.exceeded("files inside the archive", limits.entries, in: path) }
            }
            start = found.upperBound
        }
    }

    private static func ends(path: String) throws(SpreadsheetError) -> (head: Data, tail: Data) {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            let head = try file.read(upToCount: compoundFile.count) ?? Data()
            let size = try file.seekToEnd()
            // A compound file keeps its list of names wherever it likes; in the encrypted ones seen it is near one of the ends.
            try file.seek(toOffset: size > UInt64(longestTail) ? size - UInt64(longestTail) : 0)
            return (head, try file.readToEnd() ?? Data())
        } catch {
            throw SpreadsheetError(
                code: .cannotRead, message: "The file \(path) cannot be read. Check that it exists and may be read.", cause: error,
                context: ["path": path])
        }
    }
}
