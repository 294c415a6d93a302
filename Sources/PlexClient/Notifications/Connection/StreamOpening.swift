// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// An attempt to open a stream: what its handlers need to know, and how they say what became of it.
struct StreamOpening: Sendable {
    /// Fulfilled when the server has accepted. Only the first outcome counts.
    let accepted: EventLoopPromise<Void>
    /// Where the messages are to go.
    let buffer: StreamBuffer
    /// How long the stream may be silent, and how much of it is held in memory.
    let limits: NotificationLimits
    /// How long the attempt may take.
    let timeout: Duration
    /// The token that is sent.
    let token: PlexToken

    /// The end of the connection's handlers.
    func makeSink() -> StreamSink {
        StreamSink(buffer: self.buffer)
    }

    /// Changes a connection's handlers; an error in this ends the attempt.
    func perform(_ change: () throws -> Void) {
        do {
            try change()
        } catch {
            self.accepted.fail(error)
        }
    }
}
