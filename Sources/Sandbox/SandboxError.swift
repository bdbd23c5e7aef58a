/// Why a sandbox cannot start or was asked for something that it cannot give.
package struct SandboxError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure.
    package enum Code: String, Sendable {
        /// The seed contradicts itself: a room in a space that is not there, an id in the wrong form.
        case invalidAccount
        /// What was to be changed is not there.
        case unknownObject
        /// A fault that means nothing: an unknown operation, a time or a process id out of range.
        case invalidFault
        /// The address cannot be listened on.
        case cannotListen
        /// The server has run before; a sandbox runs once.
        case alreadyRun
        /// The server has ended.
        case ended
    }

    /// The kind of failure.
    package var code: Code
    /// One sentence that says what is wrong and how to mend it.
    package var message: String
    /// The error below, where there is one.
    package var cause: (any Error)?
    /// Ids, addresses: whatever helps to find the place.
    package var context: [String: String]

    /// An error with these parts.
    package init(code: Code, message: String, cause: (any Error)? = nil, context: [String: String] = [:]) {
        self.code = code
        self.message = message
        self.cause = cause
        self.context = context
    }

    /// The message alone.
    package var description: String { message }
}
