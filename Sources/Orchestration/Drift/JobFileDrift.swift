import Foundation
import Recurrence

/// Compares stored jobs with the files that they were applied from.
struct JobFileDrift {
    var zones: ZoneDatabase
    var holidays: HolidayFiles

    func findings(_ stored: [StoredJob]) -> [DriftFinding] { stored.compactMap(finding) }

    private func finding(_ stored: StoredJob) -> DriftFinding? {
        guard let path = stored.file, let place = stored.filePlace else { return nil }
        // As it was given where that leads there from here, too.
        let shown = ReadFiles.place(of: path) == ReadFiles.place(of: place) ? path : place
        func found(_ kind: DriftFinding.Kind, _ detail: String, _ remedies: [DriftFinding.Remedy] = []) -> DriftFinding {
            DriftFinding(kind, connection: stored.job.connection, job: stored.job.name, file: shown, detail: detail, remedies: remedies)
        }
        switch JobFilePresence(of: place) {
        case .there: break
        case .gone:
            return found(
                .jobFileGone, "its file is gone; apply the file where it is now, or remove the job with: autowebinar apply --prune", [.adopt])
        case .folderGone:
            let folder = URL(fileURLWithPath: place).deletingLastPathComponent().path
            return found(
                .unproved,
                "there is no folder \(folder), which proves nothing: mount its disk, apply the file from where it is now, or make the folder, empty, "
                    + "where the file is gone for good")
        case .hidden:
            return found(.unproved, "its file may not be looked at, or is a link that leads nowhere; check the permissions of its folders")
        }
        do throws(DiagnosticList) {
            let file = try JobFile.read(path: place, zones: zones, holidays: holidays)
            guard file.job.name == stored.job.name else {
                return found(.jobFileGone, "its file describes the job \(file.job.name) now; remove it with: autowebinar apply --prune", [.adopt])
            }
            guard file.job != stored.job else { return nil }
            let differences = (try? ChangeSet.Difference.between(stored.job, file.job)) ?? []
            let parts = differences.prefix(3).map { "\($0.path) is \($0.old ?? "nothing") here and \($0.new ?? "nothing") in the file" }
            let more = differences.count > 3 ? ["\(differences.count - 3) more"] : []
            return found(.jobEdited, (parts + more).joined(separator: "; "), [.adopt, .recreate])
        } catch {
            return found(.jobFileUnreadable, error.description)
        }
    }
}
