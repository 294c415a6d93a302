// SPDX-License-Identifier: Apache-2.0
import Logging
private import Synchronization

/// Warns once that a server's notifications do not come, and says once that they come again: not at each attempt, and not
/// each time that an unsteady connection breaks.
final class StreamTroubles: Sendable {
    private let server: String
    private let logger: Logger
    private let isReported = Mutex(false)
    private let unreadableIsReported = Mutex(false)

    /// No trouble so far.
    init(server: String, logger: Logger) {
        self.server = server
        self.logger = logger
    }

    /// Warns that the stream is not there; the second time in a row is a debug message.
    func warn(_ text: String) {
        let isNews = self.isReported.withLock { isReported in
            defer { isReported = true }
            return !isReported
        }
        if isNews {
            self.logger.warning("\(self.server): \(text)")
        } else {
            self.logger.debug("\(self.server): \(text)")
        }
    }

    /// Warns of messages that cannot be read: once, as it may happen with every message, and without their content.
    func warnOfUnreadable() {
        let isNews = self.unreadableIsReported.withLock { wasReported in
            defer { wasReported = true }
            return !wasReported
        }
        guard isNews else { return }
        self.logger.warning(
            """
            \(self.server): the stream of notifications brings messages that cannot be read; they are ignored, and the \
            server is polled at every interval while they come
            """)
    }

    /// Says that the trouble is over, where there was some: the stream holds.
    func end() {
        let isNews = self.isReported.withLock { isReported in
            defer { isReported = false }
            return isReported
        }
        guard isNews else { return }
        self.logger.notice("\(self.server): the stream of notifications is back and has held for a minute")
    }
}
