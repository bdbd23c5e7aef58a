import Foundation
import Orchestration

/// Where a token comes from: never from the arguments of a process, which others can see.
enum TokenInput {
    static func read(file: String?, standardInput: Bool) throws -> String {
        let text: String
        if let file {
            // Not by its size: a shell gives the output of a command as a pipe.
            guard let handle = FileHandle(forReadingAtPath: file), let data = try? handle.read(upToCount: 16_385) ?? Data(), data.count <= 16_384
            else { throw Console.fail("The token file \(file) cannot be read or is larger than 16 KiB.") }
            text = String(decoding: data, as: UTF8.self)
        } else if isatty(STDIN_FILENO) == 0 {
            guard let data = try? FileHandle.standardInput.read(upToCount: 16_384) ?? Data() else {
                throw Console.fail("There is no token: standard input is closed.")
            }
            text = String(decoding: data, as: UTF8.self)
        } else if standardInput {
            text = readLine() ?? ""
        } else {
            text = try prompt()
        }
        guard !text.allSatisfy(\.isWhitespace) else { throw Console.fail("There is no token: the input is empty.") }
        guard let token = Orchestration.Connection.token(in: text) else {
            throw Console.fail("That is not a token: \(Orchestration.Connection.notToken). Copy it again.")
        }
        return token
    }

    /// The terminal as it was, where a signal handler can reach it.
    nonisolated(unsafe) private static var shown = termios()

    /// Asks on the terminal without showing what is typed.
    private static func prompt() throws -> String {
        FileHandle.standardError.write(Data("Personal token: ".utf8))
        tcgetattr(STDIN_FILENO, &shown)
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        // Who interrupts the question gets the terminal back as it was.
        let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
        for number in signals {
            signal(number) { number in
                tcsetattr(STDIN_FILENO, TCSANOW, &TokenInput.shown)
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        // Suspended, it would leave the shell a terminal that shows nothing.
        signal(SIGTSTP, SIG_IGN)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
            for number in signals + [SIGTSTP] { signal(number, SIG_DFL) }
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine() ?? ""
    }
}
