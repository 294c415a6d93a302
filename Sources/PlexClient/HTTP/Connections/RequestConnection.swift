// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// One connection, which carries one request at a time; the end of its handlers. Lives on its event loop.
final class RequestConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    /// How a request ended.
    enum Ending {
        /// With a complete answer, or with one whose rest is not needed for this reason.
        case answered(ResponseAssembly, PlexClientError.Reason?)
        /// The connection broke.
        ///
        /// - Parameters:
        ///   - assembly: What there is of the answer.
        ///   - reason: Why there is no more.
        ///   - isSilent: Whether the peer ended the connection before any byte of the answer.
        case broken(ResponseAssembly, PlexClientError.Reason, isSilent: Bool)
    }

    /// What the connection tells its owner.
    struct Events {
        /// It can carry the next request.
        var didBecomeIdle: (RequestConnection) -> Void
        /// It is closed.
        var didClose: (RequestConnection) -> Void
    }

    /// The connection.
    let channel: any Channel
    /// Whether it has carried a request to its end before.
    private(set) var isReused = false
    /// Counts the bytes.
    private let meter = ResponseMeter()
    /// What the connection tells its owner.
    private let events: Events
    /// The answer that is coming.
    private var assembly: ResponseAssembly?
    /// Called once with the end of the request.
    private var completion: ((Ending) -> Void)?
    /// Whether the answers so far allow another request.
    private var isReusable = true
    /// Whether an answer is complete, and bytes after it may still be in what was read with it.
    private var isEnding = false

    /// A connection that stands and has no handlers for HTTP yet.
    init(_ channel: any Channel, events: Events) throws {
        self.channel = channel
        self.events = events
        let decoder = HTTPResponseDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .forward, limitConfiguration: .plex)
        try channel.pipeline.syncOperations.addHandlers([self.meter, ByteToMessageHandler(decoder), self])
        channel.closeFuture.assumeIsolated().whenComplete { _ in self.didClose() }
    }

    /// Whether bytes of the answer have come.
    var hasReceived: Bool { self.meter.received > 0 }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - written: Called when the system has taken all bytes of the request.
    ///   - completion: Called once with the end.
    func ask(
        _ bytes: ByteBuffer, method: HTTPMethod, wantsBody: Bool, written: @escaping () -> Void,
        completion: @escaping (Ending) -> Void
    ) {
        self.assembly = ResponseAssembly(wantsBody: wantsBody)
        self.completion = completion
        self.meter.prepare(bytes)
        // The head is for the decoder alone; the meter writes the bytes.
        let head = HTTPRequestHead(version: .http1_1, method: method, uri: "")
        let promise = self.channel.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess(written)
        self.channel.pipeline.syncOperations.writeAndFlush(
            self.wrapOutboundOut(.head(head)), promise: promise)
    }

    /// Gives the request up, and closes the connection.
    ///
    /// - Returns: What there is of the answer.
    func abandon() -> ResponseAssembly? {
        let assembly = self.assembly
        self.completion = nil
        self.assembly = nil
        self.close()
        return assembly
    }

    /// Closes the connection.
    func close() {
        self.isReusable = false
        self.channel.close(promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Without a request this is what follows an answer whose end was reached; the meter reports it.
        guard let progress = self.assembly?.take(self.unwrapInboundIn(data)), let assembly = self.assembly else {
            return
        }
        switch progress {
        case .incomplete:
            return
        case .complete:
            self.isReusable = self.isReusable && assembly.head?.isKeepAlive ?? false
            self.finish(.answered(assembly, nil))
        case .failed(let reason):
            self.isReusable = false
            self.finish(.answered(assembly, reason))
            context.close(promise: nil)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        // Only now is it sure that nothing follows the answer.
        guard self.isEnding, context.channel.isActive else { return }
        self.isEnding = false
        if self.isReusable { self.events.didBecomeIdle(self) } else { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.fail(self.hasReceived ? TransportFailure.truncated : TransportFailure.unanswered, isSilent: true)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.isReusable = false
        switch error {
        case ResponseViolation.unasked:
            break
        case ResponseViolation.endless:
            self.fail(.unreadable(detail: "the answer has no end, or comes in too many pieces"), isSilent: false)
        default:
            let reason = TransportFailure.established(error)
            if case .connectionLost = reason, !self.hasReceived {
                self.fail(reason == TransportFailure.truncated ? TransportFailure.unanswered : reason, isSilent: true)
            } else {
                self.fail(reason, isSilent: false)
            }
        }
        context.close(promise: nil)
    }

    /// Ends the request because the connection broke.
    private func fail(_ reason: PlexClientError.Reason, isSilent: Bool) {
        guard let assembly = self.assembly else { return }
        self.finish(.broken(assembly, reason, isSilent: isSilent && !self.hasReceived))
    }

    /// Ends the request.
    private func finish(_ ending: Ending) {
        let completion = self.completion
        self.completion = nil
        self.assembly = nil
        self.meter.isAsked = false
        self.isReused = true
        self.isEnding = true
        completion?(ending)
    }

    /// Tells that the connection is closed.
    private func didClose() {
        self.fail(TransportFailure.unanswered, isSilent: true)
        self.events.didClose(self)
    }
}
