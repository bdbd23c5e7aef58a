/// Why a measurement could not be taken.
struct BenchFailure: Error, CustomStringConvertible {
    /// The part that failed.
    enum Code: String, Sendable {
        /// The folder for the database cannot be used.
        case storage
        /// SQLite refused a statement.
        case database
        /// The server cannot be reached or its answer is not what the contract says.
        case server
        /// A process started by the comparison failed.
        case child
    }

    let code: Code
    /// What went wrong, where, and how to mend it.
    let message: String

    var description: String { message }
}
