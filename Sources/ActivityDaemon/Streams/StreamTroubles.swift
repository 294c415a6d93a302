// SPDX-License-Identifier: Apache-2.0
import Logging
private import Synchronization

/// Tells once that a server's notifications do not come, and once that they come again: not at each attempt, and not each
/// time that an unsteady connection breaks.
final class StreamTroubles: Sendable {
    /// What is known about a failure.
    enum Kind: Hashable, Sendable {
        /// No connection to the server came about: the polls tell of it, and the stream needs no word of its own.
        case outage
        /// An open stream broke. The first time, the server may only be restarting.
        case loss
        /// The stream alone does not work.
        case refusal
    }

    private enum Told: Hashable {
        case nothing, loss, warning
    }

    private let server: String
    private let logger: Logger
    private let told = Mutex(Told.nothing)
    private let unreadableIsReported = Mutex(false)

    /// No trouble so far.
    init(server: String, logger: Logger) {
        self.server = server
        self.logger = logger
    }

    /// Tells that the stream is not there: a first loss as a notice, a refusal or a further loss as a warning with the
    /// advice, and everything else as a debug message.
    func tell(_ text: String, advice: String, _ kind: Kind) {
        let level: Logger.Level = self.told.withLock { told in
            switch (kind, told) {
            case (.outage, _), (_, .warning): return .debug
            case (.loss, .nothing):
                told = .loss
                return .notice
            case (.loss, .loss), (.refusal, _):
                told = .warning
                return .warning
            }
        }
        let cure = level == .warning ? "; \(advice)" : ""
        self.logger.log(level: level, "\(self.server): \(text)\(cure)")
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
        let isNews = self.told.withLock { told in
            defer { told = .nothing }
            return told != .nothing
        }
        guard isNews else { return }
        self.logger.notice("\(self.server): the stream of notifications is back and has held for a minute")
    }
}
