// SPDX-License-Identifier: Apache-2.0
import Glibc
import NIOCore
import NIOHTTP1

/// Writes the output of a stream to an EventSource: the body of its endless answer.
struct EventSourceOutput: Sendable {
    /// The connection.
    let channel: any Channel

    /// Sends output in order.
    func put(_ outputs: [StreamOutput]) {
        let channel = self.channel
        channel.eventLoop.execute {
            for output in outputs {
                switch output {
                case .text(let bytes, nil): self.write(bytes[...])
                case .text(let bytes, let size?):
                    for start in stride(from: 0, to: bytes.count, by: size) {
                        self.write(bytes[start..<min(start + size, bytes.count)])
                        // Flush, so that each piece is sent alone.
                        channel.flush()
                    }
                case .drop(let drop):
                    channel.flush()
                    if drop == .end { channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil) }
                    channel.drop(drop)
                }
            }
            channel.flush()
        }
    }

    /// Writes one chunk.
    private func write(_ bytes: ArraySlice<UInt8>) {
        let buffer = self.channel.allocator.buffer(bytes: bytes)
        self.channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil)
    }
}

extension Channel {
    /// Ends the connection after the written data.
    func drop(_ drop: StreamFault.Drop) {
        guard drop == .reset, let socket = self as? any SocketOptionProvider else { return self.close(promise: nil) }
        // With a linger time of zero, closing sends RST instead of FIN (socket(7), SO_LINGER).
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in self.close(promise: nil) }
    }
}
