/// How a deletion ended; both mean that the object is gone.
package enum Deletion: Sendable, Equatable {
    /// livedigital removed it now.
    case deleted
    /// livedigital does not know it (404 or 410), and a look has shown that it is not there: it was gone already.
    case alreadyGone
}
