import Glibc

/// One client's connection: what has arrived of its requests and what is left to send of the answers.
final class StubConnection {
    /// What a connection waits for.
    enum Wish { case read, write, close }

    private static let largestRequest = 1 << 20

    private let descriptor: Int32
    private var input = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
    private var received = 0
    private var output: [UInt8] = []
    private var sent = 0
    private var closesAfterwards = false

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        close(descriptor)
        input.deallocate()
    }

    /// Sends what is left, else reads once and answers every whole request.
    func serve(_ routes: inout StubRoutes) -> Wish {
        guard output.isEmpty else { return flush() }
        let count = recv(descriptor, input.baseAddress! + received, input.count - received, Int32(MSG_DONTWAIT))
        guard count > 0 else { return count < 0 && errno == EAGAIN ? .read : .close }
        received += count
        answer(&routes)
        return output.isEmpty ? .read : flush()
    }

    private func answer(_ routes: inout StubRoutes) {
        var used = 0
        do {
            while !closesAfterwards, let request = try StubRequest(UnsafeRawBufferPointer(rebasing: input[used..<received])) {
                used += request.length
                closesAfterwards = request.closesConnection
                routes.answer(request, into: &output)
            }
        } catch {
            StubRoutes.refuse(error, into: &output)
            closesAfterwards = true
        }
        received -= used
        if used > 0, received > 0 { memmove(input.baseAddress!, input.baseAddress! + used, received) }
        if received == input.count { grow() }
    }

    private func grow() {
        guard input.count < Self.largestRequest else {
            StubRoutes.refuse(.tooLarge, into: &output)
            closesAfterwards = true
            return
        }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: input.count * 4, alignment: 1)
        larger.copyMemory(from: UnsafeRawBufferPointer(input))
        input.deallocate()
        input = larger
    }

    private func flush() -> Wish {
        while sent < output.count {
            let count = output.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            guard count > 0 else { return errno == EAGAIN ? .write : .close }
            sent += count
        }
        sent = 0
        output.removeAll(keepingCapacity: output.count < Self.largestRequest)
        return closesAfterwards ? .close : .read
    }
}
