import CLibzip
import Foundation

/// One entry of an archive as a stream for the XML parser, which pulls its chunks from here. Counts and checks every byte on the way.
final class ZipEntryStream: InputStream {
    private let file: OpaquePointer
    private let archive: ZipArchive
    let name: String
    private var bytes = 0
    private var prolog = XMLProlog()
    /// Why the stream ended before its end.
    private(set) var failure: SpreadsheetError?

    init(file: OpaquePointer, name: String, archive: ZipArchive) {
        self.file = file
        self.name = name
        self.archive = archive
        super.init(data: Data())
    }

    deinit { zip_fclose(file) }

    override func open() {}
    override func close() {}
    override var hasBytesAvailable: Bool { failure == nil }
    override var streamError: (any Error)? { failure }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength: Int) -> Int {
        do throws(SpreadsheetError) {
            return try next(buffer, maxLength)
        } catch {
            failure = error
            return -1
        }
    }

    private func next(_ buffer: UnsafeMutablePointer<UInt8>, _ capacity: Int) throws(SpreadsheetError) -> Int {
        let count = Int(zip_fread(file, buffer, UInt64(capacity)))
        guard count >= 0 else { throw damaged(archive.path, "\(name): \(String(cString: zip_file_strerror(file)))") }
        bytes += count
        guard bytes <= archive.limits.entryBytes else {
            throw archive.limits.exceeded("bytes, inflated,", archive.limits.entryBytes, in: "\(name) of \(archive.path)")
        }
        try archive.count(count)
        prolog.receive(UnsafeBufferPointer(start: buffer, count: count))
        switch prolog.state {
        case .refused: throw damaged(archive.path, "\(name) is no plain XML or declares a document type, which workbooks never do")
        case .passed, .undecided: return count
        }
    }
}
