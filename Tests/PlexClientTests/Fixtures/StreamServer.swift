// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import PlexClient

/// A server that a test plays byte by byte, for streams that go on.
final class StreamServer: Sendable {
    /// The connections whose request has come.
    let peers: AsyncStream<Peer>
    /// Announces them.
    fileprivate let announce: AsyncStream<Peer>.Continuation
    /// Every connection.
    fileprivate let channels = Mutex<[any Channel]>([])

    /// A server without connections.
    private init() {
        (self.peers, self.announce) = AsyncStream.makeStream()
    }

    /// How many connections are open.
    var openConnections: Int { self.channels.withLock { $0.count { $0.isActive } } }

    /// The next connection whose request has come.
    func accept() async throws -> Peer {
        for await peer in self.peers { return peer }
        throw CancellationError()
    }

    /// Waits until every connection so far is closed.
    func waitForGoodbyes() async throws {
        for channel in self.channels.withLock({ $0 }) { try await channel.closeFuture.get() }
    }

    /// Runs a server on a port of its own while the body runs.
    static func run(
        tls: NIOSSLContext? = nil,
        body: (StreamServer, Int) async throws -> Void
    ) async throws {
        let server = StreamServer()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                server.channels.withLock { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(PeerHandler(server: server))
                }
            }
            // Otherwise the system takes up to 4 MiB for a peer that does not read.
            .childChannelOption(.socketOption(.so_sndbuf), value: 256 * 1024)
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(server, channel.localAddress?.port ?? 0))
        } catch {
            result = .failure(error)
        }
        try? await channel.close()
        for child in server.channels.withLock({ $0 }) { try? await child.close() }
        try result.get()
    }
}

/// One connection to a ``StreamServer``.
final class Peer: Sendable {
    /// The head of the request.
    let head: String
    /// What came after it.
    let received: AsyncStream<[UInt8]>
    /// The connection.
    let channel: any Channel

    /// A connection whose request has come.
    fileprivate init(head: String, received: AsyncStream<[UInt8]>, channel: any Channel) {
        self.head = head
        self.received = received
        self.channel = channel
    }

    /// The value of a header of the request.
    func header(_ name: String) -> String? {
        let prefix = name.lowercased() + ": "
        let line = self.head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(prefix) }
        return line.map { String($0.dropFirst(prefix.count)) }
    }

    /// Sends text, and waits until the system has taken it.
    func send(_ text: String) async throws {
        try await self.send(Array(text.utf8))
    }

    /// Sends bytes, and waits until the system has taken them.
    func send(_ bytes: [UInt8]) async throws {
        try await self.channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Accepts the request for an EventSource, whose body goes on to the end of the connection.
    func openEventSource(_ more: String = "") async throws {
        try await self.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + more)
    }

    /// Agrees to the WebSocket.
    ///
    /// - Parameter more: What to send together with that.
    func openWebSocket(_ more: [UInt8] = []) async throws {
        let accept = WebSocketFixture.accept(self.header("Sec-WebSocket-Key") ?? "")
        let head =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: \(accept)\r\n\r\n"
        try await self.send(Array(head.utf8) + more)
    }

    /// Closes the connection.
    func close() async throws {
        try await self.channel.close()
    }

    /// Resets the connection.
    func reset() async throws {
        try await (self.channel as? any SocketOptionProvider)?.setSoLinger(Lingering.none).get()
        try await self.channel.close()
    }

    /// Waits until the connection is closed.
    func waitForGoodbye() async throws {
        try await self.channel.closeFuture.get()
    }
}

/// Gathers the head of a request, announces the connection, and passes on what follows.
private final class PeerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let server: StreamServer
    private var head: [UInt8] = []
    private var following: AsyncStream<[UInt8]>.Continuation?

    init(server: StreamServer) {
        self.server = server
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(buffer: self.unwrapInboundIn(data))
        if let following = self.following {
            following.yield(bytes)
            return
        }
        self.head += bytes
        guard let end = self.head.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let (stream, following) = AsyncStream.makeStream(of: [UInt8].self)
        self.following = following
        if end.upperBound < self.head.count { following.yield(Array(self.head[end.upperBound...])) }
        let head = String(decoding: self.head[..<end.upperBound], as: UTF8.self)
        self.server.announce.yield(Peer(head: head, received: stream, channel: context.channel))
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.following?.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
