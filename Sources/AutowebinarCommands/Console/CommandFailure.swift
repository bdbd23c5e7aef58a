import ArgumentParser

/// What ends a command with a message for people on standard error. Whoever asked for JSON and has got no result yet gets one object with the error as
/// the last line of standard output instead.
struct CommandFailure: Error {
    var message: String
    var status: ExitCode

    /// Says it once, and returns the exit status.
    func tell(isJSON: Bool) -> ExitCode {
        if isJSON { report() }
        Console.error(message)
        return status
    }

    /// Prints the object, unless the command has printed a result.
    func report() {
        guard !Console.hasResult else { return }
        let error = Report.Problem(message: message, exitStatus: status.rawValue)
        if let line = try? Console.jsonText(Report(error: error)) { Console.print(line) }
    }

    private struct Report: Encodable {
        struct Problem: Encodable {
            var message: String
            var exitStatus: Int32
        }

        var error: Problem
    }
}
