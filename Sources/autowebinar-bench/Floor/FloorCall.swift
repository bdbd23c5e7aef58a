/// One HTTP call of the floor.
struct FloorCall {
    enum Method: String { case get = "GET", post = "POST", put = "PUT" }

    let method: Method
    let url: String
    /// Empty for a read.
    let body: String

    /// libcurl repeats a request whose reused connection dies before the answer, so what creates something gets a connection of its own.
    var usesFreshConnection: Bool { method == .post }
}
