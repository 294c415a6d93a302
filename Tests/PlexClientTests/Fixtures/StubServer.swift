// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server that answers with bytes as scripted: it can hang, drip, cut off, reset and flood, which no HTTP server
/// does.
final class StubServer: Sendable {
    /// One thing to do for an answer.
    enum Step: Sendable {
        /// Sends bytes at once.
        case send(String)
        /// Sends bytes one by one, one in every 20 milliseconds.
        case drip(String)
        /// Sends this many bytes of JSON white space, as fast as they are taken.
        case flood(Int)
        /// Closes the connection.
        case close
        /// Closes the connection with a reset.
        case reset
    }

    /// What to do for each request.
    struct Script: Sendable {
        /// The steps for a request.
        let steps: @Sendable (Request) -> [Step]

        /// A script that looks at the request.
        init(steps: @escaping @Sendable (Request) -> [Step]) {
            self.steps = steps
        }

        /// The same steps for every request.
        static func always(_ steps: [Step]) -> Self {
            Self { _ in steps }
        }
    }

    /// The head of a request, as it came.
    struct Request: Sendable {
        /// All of it, lines and their ends included.
        var head: String
        /// The number of the connection, from 0.
        var connection: Int
        /// The number of the request, from 0, over all connections.
        var index = 0

        /// The first line.
        var line: String { String(self.head.prefix { $0 != "\r\n" }) }
    }

    /// What was seen.
    struct Record: Sendable {
        /// The requests, in order.
        var requests: [Request] = []
        /// How many connections were made.
        var connections = 0
        /// How many bytes of floods were taken.
        var flooded = 0
    }

    /// What is noted.
    fileprivate let record = Mutex(Record())
    /// What was seen so far.
    var seen: Record { self.record.withLock { $0 } }
    /// One element for each request.
    let arrivals: AsyncStream<Request>
    /// Announces requests.
    private let announce: AsyncStream<Request>.Continuation
    /// What to do for a request.
    private let script: Script
    /// What to send as soon as a connection stands.
    fileprivate let greeting: String

    /// A server with a script.
    private init(script: Script, greeting: String) {
        self.script = script
        self.greeting = greeting
        (self.arrivals, self.announce) = AsyncStream.makeStream()
    }

    /// Runs a server on a port of its own while the body runs.
    static func run(
        _ script: Script,
        tls: NIOSSLContext? = nil,
        greeting: String = "",
        body: (StubServer, Int) async throws -> Void
    ) async throws {
        let server = StubServer(script: script, greeting: greeting)
        let children = Mutex<[any Channel]>([])
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                children.withLock { $0.append(channel) }
                return channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    try channel.pipeline.syncOperations.addHandler(Handler(server: server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(server, channel.localAddress?.port ?? 0))
        } catch {
            result = .failure(error)
        }
        try? await channel.close()
        for child in children.withLock({ $0 }) { try? await child.close() }
        try result.get()
    }

    /// Notes a request and says what to do.
    fileprivate func steps(for head: String, connection: Int) -> [Step] {
        var request = Request(head: head, connection: connection)
        self.record.withLock {
            request.index = $0.requests.count
            $0.requests.append(request)
        }
        self.announce.yield(request)
        return self.script.steps(request)
    }
}

extension StubServer.Step {
    /// A complete answer.
    static func answer(
        _ body: String, status: String = "200 OK", type: String = "application/json", headers: String = ""
    ) -> Self {
        .send(
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
        )
    }
}

/// Gathers the heads of requests and does as scripted, step by step.
private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let server: StubServer
    private var connection = 0
    private var received = ""

    init(server: StubServer) {
        self.server = server
    }

    func channelActive(context: ChannelHandlerContext) {
        self.connection = self.server.record.withLock {
            $0.connections += 1
            return $0.connections - 1
        }
        if !self.server.greeting.isEmpty { self.perform([.send(self.server.greeting)], context: context) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.received += String(buffer: self.unwrapInboundIn(data))
        // None of the requests has a body.
        while let end = self.received.firstRange(of: "\r\n\r\n") {
            let head = String(self.received[..<end.upperBound])
            self.received.removeSubrange(..<end.upperBound)
            self.perform(self.server.steps(for: head, connection: self.connection)[...], context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    /// Does one step, and the rest when it is done.
    private func perform(_ steps: ArraySlice<StubServer.Step>, context: ChannelHandlerContext) {
        guard let step = steps.first, context.channel.isActive else { return }
        let rest = steps.dropFirst()
        switch step {
        case .send(let text):
            self.write(context.channel.allocator.buffer(string: text), then: rest, context: context)
        case .drip(let text):
            guard let byte = text.utf8.first else { return self.perform(rest, context: context) }
            let next = StubServer.Step.drip(String(decoding: text.utf8.dropFirst(), as: UTF8.self))
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            let this = NIOLoopBound(self, eventLoop: context.eventLoop)
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(bytes: [byte])), promise: nil)
            context.eventLoop.scheduleTask(in: .milliseconds(20)) {
                this.value.perform([next] + rest, context: bound.value)
            }
        case .flood(let count):
            guard count > 0 else { return self.perform(rest, context: context) }
            let size = min(count, 65_536)
            self.server.record.withLock { $0.flooded += size }
            self.write(
                ByteBuffer(repeating: UInt8(ascii: " "), count: size), then: [.flood(count - size)] + rest,
                context: context)
        case .close:
            context.close(promise: nil)
        case .reset:
            // Closing with a linger time of nothing sends a reset.
            let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
            let socket = context.channel as? any SocketOptionProvider
            socket?.setSoLinger(Lingering.none).whenComplete { _ in bound.value.close(promise: nil) }
        }
    }

    /// Writes bytes and goes on when they have been taken.
    private func write(_ buffer: ByteBuffer, then rest: ArraySlice<StubServer.Step>, context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let this = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.writeAndFlush(self.wrapOutboundOut(buffer)).whenSuccess {
            this.value.perform(rest, context: bound.value)
        }
    }
}
