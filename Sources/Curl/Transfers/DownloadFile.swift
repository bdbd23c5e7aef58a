/// Where the body of an answer goes instead of into memory. Used by one thread at a time, like the ``Transfer`` that it belongs to.
protocol DownloadFile: AnyObject, Sendable {
    /// The final name.
    var path: String { get }
    /// How much of the file is there from earlier attempts, in bytes.
    var offset: Int64 { get }
    /// True when something has the final name already.
    var isTaken: Bool { get }
    /// Decides what becomes of an answer's body, by its status and header fields, and prepares for it.
    func accept(_ response: HTTPResponse) -> DownloadDecision
    /// Takes a piece of the body; what went wrong, or nil.
    func write(_ bytes: UnsafeRawBufferPointer) -> String?
    /// Why what has come is not what is wanted, once the answer is whole; nil where it is. What is refused is of no use as a beginning either.
    func sizeProblem() -> String?
    /// Makes the file durable under its final name, which must still be free; what went wrong, or nil.
    func keep() -> String?
    /// Ends an attempt that did not lead to a whole file. Does nothing the second time.
    func abandon()
}

extension DownloadFile {
    func sizeProblem() -> String? { nil }
}

/// What becomes of the body of an answer.
enum DownloadDecision {
    /// It belongs into the file.
    case file
    /// It does not, and comes back with the answer.
    case memory
    /// The file cannot take it.
    case refuse(HTTPFailure.Code, String)
}
