import Foundation
import Glibc

/// A link on the way to a file whose target is away: the disk that it leads to is not mounted, say. Then the file is not simply missing.
package enum BrokenLink {
    /// The link nearest to the end of a path that leads nowhere; nil where there is none.
    package static func path(in path: String) -> String? {
        // Whole: Foundation cannot shorten a relative path of one letter.
        var place = URL(fileURLWithPath: path).path
        while !place.isEmpty, place != "/" {
            var status = stat()
            if lstat(place, &status) == 0 { return stat(place, &status) == 0 ? nil : place }
            place = (place as NSString).deletingLastPathComponent
        }
        return nil
    }

    /// Refuses a database behind such a link: what was there is only away, and would be made anew.
    package static func refuse(in path: String) throws(StoreError) {
        guard let link = self.path(in: path) else { return }
        throw StoreError(
            path: path,
            reason: "\(link) is a link, and what it leads to is not there; mount that, or remove the link to begin anew without what was there")
    }
}
