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
        /// The answer does not name its type, and its first line will tell what it is.
        case undecided
        /// It has accepted.
        case open
        /// It has not, and another handler reads what it says.
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
    /// The head of an answer that does not name its type.
    private var head: HTTPResponseHead?
    /// The beginning of such an answer.
    private var beginning: [UInt8] = []
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
        case (.asked, .head(let head)):
            switch head.status.code == 200 ? HeaderValue.mediaType(head.headers.first(name: "Content-Type")) : "" {
            case "text/event-stream": self.open(context)
            case nil, "application/octet-stream", "text/plain":
                self.phase = .undecided
                self.head = head
            default: self.refuse(head, context: context)
            }
        case (.undecided, .body(let part)):
            self.decide(part, context: context)
        case (.undecided, .end):
            if let head = self.head { self.refuse(head, context: context) }
            context.fireChannelRead(data)
        case (.refused, _):
            context.fireChannelRead(data)
        case (.open, .body(let part)):
            self.read(part, context: context)
        case (.open, .end):
            self.phase = .over
            context.fireErrorCaught(StreamFailure(.streamEnded(code: nil, words: "")))
        case (.asked, _), (.undecided, .head), (.open, .head), (.over, _):
            // The handlers behind this one take messages only.
            break
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // What has sent nothing in all this time contradicts nothing either.
        if event is StreamDeadlinePassed, self.phase == .undecided { self.open(context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.opening.accepted.fail(StreamFailure(TransportFailure.unanswered))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The handler behind this one knows more about an answer; before the head of one, there is none.
        context.fireErrorCaught(error)
        self.opening.accepted.fail(error)
    }

    /// Lets another handler read an answer that is no event stream.
    private func refuse(_ head: HTTPResponseHead, context: ChannelHandlerContext) {
        self.phase = .refused
        let handler = RefusedStreamHandler(
            accepted: self.opening.accepted, token: self.opening.token, expectation: "is no event stream")
        self.opening.perform { try context.pipeline.syncOperations.addHandler(handler, position: .after(self)) }
        context.fireChannelRead(NIOAny(HTTPClientResponsePart.head(head)))
    }

    /// Decides by the first line of an answer that does not name its type.
    private func decide(_ part: ByteBuffer, context: ChannelHandlerContext) {
        self.beginning += part.readableBytesView
        switch EventSourceParser.isPlausible(self.beginning) {
        case nil:
            return
        case true?:
            self.open(context)
            self.read(ByteBuffer(bytes: self.beginning), context: context)
        case false?:
            if let head = self.head { self.refuse(head, context: context) }
            context.fireChannelRead(NIOAny(HTTPClientResponsePart.body(ByteBuffer(bytes: self.beginning))))
        }
        self.beginning = []
    }

    /// Begins to pass messages on.
    private func open(_ context: ChannelHandlerContext) {
        self.phase = .open
        let silence = self.opening.limits.eventSourceSilence
        self.opening.perform {
            context.pipeline.syncOperations.removeHandler(
                context: try context.pipeline.syncOperations.context(handlerType: StreamOpeningMeter.self), promise: nil
            )
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
}
