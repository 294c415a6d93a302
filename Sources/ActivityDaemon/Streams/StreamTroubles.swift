// SPDX-License-Identifier: Apache-2.0
import Logging
private import Synchronization

/// Says once that a server's notifications do not come, and once that they do again: not at each attempt, and not each time
/// that a connection breaks which keeps breaking.
final class StreamTroubles: Sendable {
    private let server: String
    private let logger: Logger
    private let areTold = Mutex(false)
    private let unreadableIsTold = Mutex(false)

    /// No trouble so far.
    init(server: String, logger: Logger) {
        self.server = server
        self.logger = logger
    }

    /// Says that the stream is not there, unless that is known.
    func tell(_ text: String) {
        let isNews = self.areTold.withLock { areTold in
            defer { areTold = true }
            return !areTold
        }
        if isNews {
            self.logger.warning("\(self.server): \(text)")
        } else {
            self.logger.debug("\(self.server): \(text)")
        }
    }

    /// Says that messages came which cannot be read; once, as it may happen with every message. What they hold is not said.
    func tellUnreadable() {
        let isNews = self.unreadableIsTold.withLock { isTold in
            defer { isTold = true }
            return !isTold
        }
        guard isNews else { return }
        self.logger.warning(
            """
            \(self.server): the stream of notifications brings messages that cannot be read; they are passed over, and while \
            they come the server is polled at every interval
            """)
    }

    /// Says that the stream is there to stay, where there was trouble.
    func areOver() {
        let isNews = self.areTold.withLock { areTold in
            defer { areTold = false }
            return areTold
        }
        guard isNews else { return }
        self.logger.notice("\(self.server): the stream of notifications is back and has held for a minute")
    }
}
