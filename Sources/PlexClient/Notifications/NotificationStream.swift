// SPDX-License-Identifier: Apache-2.0

public import PlexModel

/// The notifications of one connection, from the moment in which the server accepted it.
///
/// Can be iterated once. A reader that does not read keeps the connection from being read: nothing is lost, and no more
/// than one turn of reading waits in memory. The stream never ends without a reason: it throws when the connection
/// ends or is found dead, and ``PlexClientError/Reason/cancelled`` when the task that reads is cancelled. The
/// connection is closed as soon as the iterator, or a stream that was never iterated, is gone.
public struct NotificationStream: AsyncSequence, Sendable {
    /// One notification.
    public typealias Element = PlexNotification
    /// Why there are no more.
    public typealias Failure = PlexClientError

    /// Ends the stream when it is gone.
    private let lease: StreamLease

    /// The stream of what is put into the buffer.
    init(_ buffer: StreamBuffer) {
        self.lease = StreamLease(buffer, holding: nil)
    }

    /// Begins to read.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(lease: StreamLease(self.lease.buffer, holding: self.lease))
    }

    /// How long the server asked to wait before the next connection (`retry:` of an EventSource), a day at most; nil
    /// where it did not.
    public var reconnectionDelay: Duration? { self.lease.buffer.record.reconnectionDelay }

    /// How many messages have been passed over so far, because they could not be read or were too long.
    public var skippedMessages: Int { self.lease.buffer.record.skippedMessages }

    /// Reads the notifications of a stream.
    public struct AsyncIterator: AsyncIteratorProtocol {
        /// Ends the stream when it is gone.
        private let lease: StreamLease
        /// What came and was not decoded yet, in reverse.
        private var messages: [StreamMessage] = []
        /// What was decoded and not given out yet, in reverse.
        private var notifications: [PlexNotification] = []

        /// An iterator that ends the stream when it is gone.
        fileprivate init(lease: StreamLease) {
            self.lease = lease
        }

        /// The next notification; waits for it.
        ///
        /// - Throws: Why there are no more, again and again.
        public mutating func next() async throws(PlexClientError) -> PlexNotification? {
            try await self.next(isolation: #isolation)
        }

        /// The next notification; waits for it.
        ///
        /// - Throws: Why there are no more, again and again.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(PlexClientError) -> PlexNotification? {
            while true {
                if let next = self.notifications.popLast() { return next }
                if let message = self.messages.popLast() {
                    self.decode(message)
                } else {
                    self.messages = try await self.lease.buffer.take().get().reversed()
                }
            }
        }

        /// Decodes a message; one that cannot be read is counted, and given out as such.
        private mutating func decode(_ message: StreamMessage) {
            do {
                self.notifications = try NotificationDecoding.notifications(of: message).reversed()
            } catch {
                self.lease.buffer.record.skip(1)
                self.notifications = [.unreadable]
            }
        }
    }
}

/// Keeps a stream alive, and ends it when it is let go of.
private final class StreamLease: Sendable {
    /// What is read.
    let buffer: StreamBuffer
    /// The lease of the stream itself, which must not end it while it is iterated.
    private let holding: StreamLease?

    /// A lease.
    init(_ buffer: StreamBuffer, holding: StreamLease?) {
        self.buffer = buffer
        self.holding = holding
    }

    deinit {
        self.buffer.abandon()
    }
}
