// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Synchronization

/// Names an exchange from outside of its event loop, to cancel it.
final class ExchangeTicket: Sendable {
    /// Whether the caller needs no answer any more.
    private let state = Atomic<Bool>(false)

    /// Whether the caller needs no answer any more.
    var isCancelled: Bool { self.state.load(ordering: .acquiring) }

    /// Notes that the caller needs no answer any more.
    func cancel() {
        self.state.store(true, ordering: .releasing)
    }
}

/// What is to be asked.
struct ExchangeOrder: Sendable {
    /// The request.
    let request: PlexRequest
    /// Its bytes.
    let bytes: ByteBuffer
    /// Whether the body of a good answer is wanted.
    let wantsBody: Bool
    /// The token in it, which no text may show.
    let token: PlexToken
}

/// One request on its way to its answer. Lives on its event loop.
final class Exchange {
    /// How an exchange ends.
    typealias Outcome = Result<PlexAnswer<ResponseBody>, ExchangeFailure>

    /// Where the request is.
    enum Place {
        /// It waits for a connection.
        case waiting
        /// Its connection is being made.
        case connecting(ConnectionAttempt)
        /// It is being sent, or was.
        case asked(RequestConnection)
        /// The exchange has ended.
        case over
    }

    /// What is asked.
    let order: ExchangeOrder
    /// Its name.
    let ticket: ExchangeTicket
    /// Where the request is.
    var place = Place.waiting
    /// The end of its time.
    var deadline: Scheduled<Void>?
    /// Whether it has been sent a second time.
    var isRepeated = false
    /// Whether all bytes of the request went to the system.
    var isWritten = false
    /// Called once with the outcome.
    private var completion: (@Sendable (Outcome) -> Void)?

    /// An exchange that has not begun.
    init(_ order: ExchangeOrder, ticket: ExchangeTicket, completion: @escaping @Sendable (Outcome) -> Void) {
        self.order = order
        self.ticket = ticket
        self.completion = completion
    }

    /// Whether the exchange has ended.
    var isOver: Bool { self.completion == nil }

    /// Ends the exchange. Only the first end counts.
    func finish(_ outcome: Outcome) {
        self.deadline?.cancel()
        self.deadline = nil
        self.place = .over
        let completion = self.completion
        self.completion = nil
        completion?(outcome)
    }

    /// Ends the exchange without an answer.
    func fail(_ reason: PlexClientError.Reason) {
        self.finish(.failure(ExchangeFailure(reason: reason, mayHaveBeenReceived: self.isWritten)))
    }

    /// Ends the exchange with what there is of an answer.
    func finish(_ assembly: ResponseAssembly, failure: PlexClientError.Reason?) {
        // An answer, even in part, shows that the server has the request.
        let mayHaveBeenReceived = self.isWritten || assembly.head != nil
        self.finish(
            assembly.result(failure: failure, token: self.order.token).mapError {
                ExchangeFailure(reason: $0.reason, mayHaveBeenReceived: mayHaveBeenReceived)
            })
    }
}

/// Why an exchange brought no answer that can be used.
struct ExchangeFailure: Error, Hashable, Sendable {
    /// What went wrong.
    var reason: PlexClientError.Reason
    /// Whether the server may have received the request.
    var mayHaveBeenReceived: Bool
}
