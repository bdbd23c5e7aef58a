import CLibzip
import Foundation

/// A zip archive that is open for reading. Used by one thread, closed when it goes away.
final class ZipArchive {
    private let archive: OpaquePointer
    let path: String
    let limits: ReadingLimits
    /// Bytes that came out of all entries so far.
    private var inflatedBytes = 0

    init(path: String, limits: ReadingLimits) throws(SpreadsheetError) {
        try ZipSignature.check(path: path, limits: limits)
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
            var reason = zip_error_t()
            zip_error_init_with_code(&reason, code)
            defer { zip_error_fini(&reason) }
            throw damaged(path, String(cString: zip_error_strerror(&reason)))
        }
        self.archive = archive
        self.path = path
        self.limits = limits
        // From here on a throw runs `deinit`, which closes the archive.
        guard zip_get_num_entries(archive, 0) <= Int64(limits.entries) else {
            throw limits.exceeded("files inside the archive", limits.entries, in: path)
        }
    }

    deinit { zip_discard(archive) }

    /// The entry with this name, without regard to case as the format demands; nil where there is none.
    func stream(of name: String) throws(SpreadsheetError) -> ZipEntryStream? {
        let index = zip_name_locate(archive, name, zip_flags_t(ZIP_FL_NOCASE))
        guard index >= 0 else { return nil }
        var status = zip_stat_t()
        guard zip_stat_index(archive, UInt64(index), 0, &status) == 0 else { throw damaged(path, String(cString: zip_strerror(archive))) }
        guard status.encryption_method == UInt16(ZIP_EM_NONE) else {
            throw SpreadsheetError(
                code: .passwordProtected, message: "The workbook \(path) is protected by a password. Save it without one.", context: ["path": path])
        }
        // Other methods would only serve to make a small file inflate to more: no program writes them into a workbook.
        guard status.comp_method == UInt16(ZIP_CM_STORE) || status.comp_method == UInt16(ZIP_CM_DEFLATE) else {
            throw damaged(path, "\(name) is compressed by a method that workbooks do not use")
        }
        guard let file = zip_fopen_index(archive, UInt64(index), 0) else { throw damaged(path, String(cString: zip_strerror(archive))) }
        return ZipEntryStream(file: file, name: name, archive: self)
    }

    /// Counts bytes that came out of an entry, towards the limit of all.
    func count(_ bytes: Int) throws(SpreadsheetError) {
        inflatedBytes += bytes
        guard inflatedBytes <= limits.totalBytes else { throw limits.exceeded("bytes, inflated,", limits.totalBytes, in: path) }
    }
}

/// An error about a file that is broken.
func damaged(_ path: String, _ problem: String, cause: (any Error)? = nil) -> SpreadsheetError {
    SpreadsheetError(
        code: .damaged, message: "The workbook \(path) is damaged: \(problem). Download or save it once more.", cause: cause, context: ["path": path])
}
