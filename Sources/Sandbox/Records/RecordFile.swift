import Foundation
import HummingbirdCore
import NIOCore
import ServiceLifecycle

/// The file of a recording, made as it is read, so that one of any size takes no memory.
///
/// It begins as an MPEG-4 file does, with a box `ftyp` and the head of a box `mdat`; what follows is determined by id and size, and no two
/// blocks of it are equal.
struct RecordFile: Sendable, Equatable {
    /// What goes wrong on the way.
    enum Interruption: Sendable, Equatable {
        /// The connection is closed after so many bytes of the body.
        case cut(after: Int)
        /// So many bytes come, then nothing for a while, then the rest.
        case stall(after: Int, Duration)

        var position: Int {
            switch self {
            case .cut(let position), .stall(let position, _): position
            }
        }
    }

    let id: String
    let size: Int

    /// Strong, and another one where the file is another one.
    var etag: String { "\"\(id)-\(size)\"" }

    private static let blockLength = 65_536

    /// The bytes of a part that is no longer than a few blocks.
    func bytes(_ part: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(part.count)
        var position = part.lowerBound
        while position < part.upperBound {
            let number = position / Self.blockLength
            let offset = position % Self.blockLength
            let end = min(Self.blockLength, offset + part.upperBound - position)
            bytes += block(number)[offset..<end]
            position += end - offset
        }
        return bytes
    }

    /// The body of an answer with a part of the file, sent block by block as fast as the client takes it.
    func body(_ part: Range<Int>, _ interruption: Interruption?) -> ResponseBody {
        ResponseBody(contentLength: part.count) { writer in
            var position = part.lowerBound
            let breakAt = interruption.map { min(part.lowerBound + $0.position, part.upperBound) }
            var isBroken = false
            while position < part.upperBound {
                if position == breakAt, !isBroken, let interruption {
                    isBroken = true
                    switch interruption {
                    case .cut: throw ConnectionDropped()
                    case .stall(_, let duration): try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
                    }
                }
                var end = min(position + Self.blockLength, part.upperBound)
                if let breakAt, position < breakAt { end = min(end, breakAt) }
                try await writer.write(ByteBuffer(bytes: bytes(position..<end)))
                position = end
            }
            if position == breakAt, !isBroken, case .cut? = interruption { throw ConnectionDropped() }
            try await writer.finish(nil)
        }
    }

    private func block(_ number: Int) -> [UInt8] {
        var block = Self.pattern
        withUnsafeBytes(of: UInt64(number).bigEndian) { block.replaceSubrange(64..<72, with: $0) }
        let stamp = Array("\(id) \(size)".utf8)
        block.replaceSubrange(72..<72 + stamp.count, with: stamp)
        guard number == 0 else { return block }
        func word(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(clamping: value).bigEndian) { Array($0) } }
        let type = word(24) + Array("ftypisom".utf8) + word(512) + Array("isommp42".utf8)
        block.replaceSubrange(0..<32, with: type + word(max(8, size - type.count)) + Array("mdat".utf8))
        return block
    }

    /// Bytes without a pattern that a compression on the way could use.
    private static let pattern: [UInt8] = {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return (0..<blockLength).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
    }()
}
