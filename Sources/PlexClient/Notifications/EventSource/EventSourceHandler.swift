// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// Asks for an EventSource and turns what comes into messages.
final class EventSourceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = StreamMessage
    typealias OutboundOut = HTTPClientRequestPart

    /// How far the exchange is.
    private enum Phase {
        /// The server has not answered.
        case asked
        /// It has accepted.
        case open
        /// It has not, and somebody else reads what it says.
        case refused
        /// What still comes is of no use.
        case over
    }

    /// What to send.
    private let request: HTTPRequestHead
    /// What is common to both kinds of stream.
    private let opening: StreamOpening
    /// Reads the body.
    private var parser: EventSourceParser
    /// How far the exchange is.
    private var phase = Phase.asked
    /// How many of the parser's skipped events have been passed on.
    private var toldSkips = 0

    /// A handler that sends the request as soon as it is added to a connection that stands.
    init(request: HTTPRequestHead, opening: StreamOpening) {
        self.request = request
        self.opening = opening
        self.parser = EventSourceParser(limit: opening.limits.messageSize)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        context.write(self.wrapOutboundOut(.head(self.request)), promise: nil)
        context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (self.phase, self.unwrapInboundIn(data)) {
        case (.asked, .head(let head))
        where (200...299).contains(head.status.code) && Self.isEventStream(head.headers):
            self.open(context)
        case (.asked, .head):
            self.phase = .refused
            let handler = RefusedStreamHandler(
                accepted: self.opening.accepted, token: self.opening.token, expectation: "is no event stream")
            self.opening.perform { try context.pipeline.syncOperations.addHandler(handler, position: .after(self)) }
            context.fireChannelRead(data)
        case (.refused, _):
            context.fireChannelRead(data)
        case (.open, .body(let part)):
            self.read(part, context: context)
        case (.open, .end):
            self.phase = .over
            context.fireErrorCaught(StreamFailure(.streamEnded(code: nil, words: "")))
        case (.asked, _), (.open, .head), (.over, _):
            // Whoever stands behind takes messages only.
            break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.opening.accepted.fail(StreamFailure(TransportFailure.unanswered))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Whoever stands behind knows better; before the head of the answer nobody does.
        context.fireErrorCaught(error)
        self.opening.accepted.fail(error)
    }

    /// Begins to pass messages on.
    private func open(_ context: ChannelHandlerContext) {
        self.phase = .open
        let silence = self.opening.limits.eventSourceSilence
        self.opening.perform {
            try context.pipeline.syncOperations.addHandler(SilenceHandler(limit: silence), position: .first)
            try context.pipeline.syncOperations.addHandler(self.opening.makeSink(), position: .after(self))
            self.opening.accepted.succeed(())
        }
    }

    /// Passes on what a part of the body completes.
    private func read(_ part: ByteBuffer, context: ChannelHandlerContext) {
        for event in self.parser.read(Array(buffer: part)) {
            context.fireChannelRead(
                self.wrapInboundOut(StreamMessage(eventType: event.type, payload: event.data)))
        }
        let record = self.opening.buffer.record
        if let retry = self.parser.retry { record.reconnectionDelay = retry }
        for _ in self.toldSkips..<self.parser.skippedEvents {
            context.fireChannelRead(self.wrapInboundOut(.tooLong))
        }
        self.toldSkips = self.parser.skippedEvents
        if self.parser.isEndless {
            self.phase = .over
            context.fireErrorCaught(StreamFailure(.tooLarge(limit: self.opening.limits.messageSize)))
        }
    }

    /// Whether the server calls its answer an event stream; what follows the type, such as a charset, has no meaning.
    private static func isEventStream(_ headers: HTTPHeaders) -> Bool {
        let type = headers.first(name: "Content-Type")?.prefix { $0 != ";" && $0 != " " }
        return type?.lowercased() == "text/event-stream"
    }
}
