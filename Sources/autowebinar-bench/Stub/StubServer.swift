import Glibc

/// An HTTP/1.1 server on one thread, around poll(2).
///
/// It keeps connections open until the client closes them and limits nothing: it is for measurements on loopback only.
struct StubServer {
    /// The port that it listens on.
    let port: UInt16
    private var routes = StubRoutes()
    /// The listener, then standard input, then one for each connection, in their order.
    private var descriptors: [pollfd]
    private var connections: [StubConnection] = []
    private static let firstConnection = 2

    /// Listens on 127.0.0.1; port 0 takes a free one.
    init(port: UInt16) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutableBytes(of: &address) { raw in
            let pointer = raw.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            return bind(listener, pointer, length) == 0 && listen(listener, 1_024) == 0 && getsockname(listener, pointer, &length) == 0
        }
        guard listener >= 0, isListening else {
            throw BenchFailure(code: .server, message: "cannot listen on 127.0.0.1:\(port): \(String(cString: strerror(errno)))")
        }
        _ = fcntl(listener, F_SETFL, O_NONBLOCK)
        self.port = UInt16(bigEndian: address.sin_port)
        descriptors = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0), Self.standardInput()]
    }

    /// Serves until the other end of standard input closes; forever where that is no pipe.
    consuming func run() {
        while true {
            let ready = poll(&descriptors, nfds_t(descriptors.count), -1)
            guard ready > 0 || errno == EINTR else { return }
            if descriptors[1].revents != 0, Self.standardInputHasEnded() { return }
            // Backwards, because a closed connection is replaced by the last one, which has had its turn.
            for position in stride(from: descriptors.count - 1, through: Self.firstConnection, by: -1) where descriptors[position].revents != 0 {
                serve(position)
            }
            if descriptors[0].revents != 0 { accept() }
        }
    }

    private mutating func accept() {
        while true {
            let descriptor = Glibc.accept(descriptors[0].fd, nil, nil)
            guard descriptor >= 0 else { return }
            var yes: Int32 = 1
            setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            connections.append(StubConnection(descriptor: descriptor))
            descriptors.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
            // The request is mostly there already; serving it now saves a turn of the loop.
            serve(descriptors.count - 1)
        }
    }

    private mutating func serve(_ position: Int) {
        switch connections[position - Self.firstConnection].serve(&routes) {
        case .read: descriptors[position].events = Int16(POLLIN)
        case .write: descriptors[position].events = Int16(POLLOUT)
        case .close:
            descriptors.swapAt(position, descriptors.count - 1)
            descriptors.removeLast()
            connections.swapAt(position - Self.firstConnection, connections.count - 1)
            connections.removeLast()
        }
    }

    /// Standard input where it is a pipe or a socket, else nothing to wait for: a shell gives its background jobs /dev/null.
    private static func standardInput() -> pollfd {
        var status = stat()
        let isPipe = fstat(STDIN_FILENO, &status) == 0 && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
        return pollfd(fd: isPipe ? STDIN_FILENO : -1, events: Int16(POLLIN), revents: 0)
    }

    private static func standardInputHasEnded() -> Bool {
        var ignored: UInt64 = 0
        return read(STDIN_FILENO, &ignored, MemoryLayout<UInt64>.size) <= 0
    }
}
