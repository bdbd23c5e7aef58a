import Foundation

/// A terminal without a screen: what is typed on it, and what a command writes to it.
final class Terminal {
    private struct NoTerminal: Error {}

    private let keyboard: Int32
    /// The end that a command has as its input or output.
    let end: FileHandle

    init() throws {
        keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard keyboard >= 0 else { throw NoTerminal() }
        var (locked, number): (Int32, UInt32) = (0, 0)
        // TIOCSPTLCK and TIOCGPTN: unlock the other end, and ask which it is.
        guard ioctl(keyboard, 0x4004_5431, &locked) == 0, ioctl(keyboard, 0x8004_5430, &number) == 0 else { throw NoTerminal() }
        let other = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard other >= 0 else { throw NoTerminal() }
        end = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    }

    deinit { close(keyboard) }

    /// Types a text, which the command may read later.
    func type(_ text: String) { _ = text.utf8CString.withUnsafeBytes { write(keyboard, $0.baseAddress, $0.count - 1) } }

    /// What is on it: less than it keeps, so it is all there once the command has ended.
    func text() -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(keyboard, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self)
    }
}
