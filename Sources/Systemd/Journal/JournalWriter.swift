// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Writes entries to the journal on a thread of its own; whoever enqueues never waits.
///
/// - journald reads: the entries reach it in order, whatever their size.
/// - journald is stopped or slow: entries wait in the queue. What does not fit goes to standard error, as far as that
///   takes it without waiting.
/// - There is no journald: entries go to standard error.
/// - When the journal takes entries again, one entry says how many are not in it (`JOURNAL_LOST`) and how many of those
///   are on standard error (`JOURNAL_LOST_TO_STDERR`).
public final class JournalWriter: JournalSink {
    private let core: JournalWriterCore

    /// Starts a writer. `identifier` is the `SYSLOG_IDENTIFIER` of the writer's own entries.
    public convenience init(
        identifier: String,
        limits: JournalQueueLimits = JournalQueueLimits(),
        environment: [String: String] = ProcessEnvironment.variables
    ) {
        self.init(
            identifier: identifier,
            limits: limits,
            socketPath: JournalSocket.standardPath,
            standardError: StandardErrorSink(environment: environment),
            retryInterval: .seconds(10)
        )
    }

    /// Starts a writer with another socket and standard error. While there is no journald and losses are to be
    /// reported, it is looked for again at every `retryInterval`; under a load that never ends, losses are reported
    /// as often.
    init(
        identifier: String,
        limits: JournalQueueLimits,
        socketPath: String,
        standardError: StandardErrorSink,
        retryInterval: Duration
    ) {
        self.core = JournalWriterCore(
            identifier: identifier,
            limits: limits,
            standardError: standardError,
            retryInterval: retryInterval
        )
        self.core.start(socket: JournalSocket(path: socketPath))
    }

    deinit {
        self.core.close()
    }

    /// Takes an entry for the journal. It never waits: not for journald, not for standard error, not for the thread.
    public func enqueue(_ entry: JournalEntry) {
        self.core.enqueue(entry)
    }

    /// Waits until every entry enqueued before is in the journal or on standard error, for `limit` at most. What has
    /// not been written by then goes to standard error as far as that takes it without waiting, because this is for
    /// the end of a process. Returns whether nothing was left at the limit.
    @discardableResult
    public func flush(upTo limit: Duration) async -> Bool {
        await self.core.flush(until: ContinuousClock.now.advanced(by: limit))
    }

    /// Writes one entry at once, without a writer and its thread: for an error before the start or at the end of a
    /// process. It waits for journald for `limit` at most and then writes to standard error instead.
    public static func writeOnce(
        _ entry: JournalEntry,
        upTo limit: Duration = .seconds(1),
        environment: [String: String] = ProcessEnvironment.variables
    ) {
        self.writeOnce(
            entry,
            upTo: limit,
            socketPath: JournalSocket.standardPath,
            standardError: StandardErrorSink(environment: environment)
        )
    }

    /// Writes one entry at once to another socket or standard error.
    static func writeOnce(
        _ entry: JournalEntry,
        upTo limit: Duration,
        socketPath: String,
        standardError: StandardErrorSink
    ) {
        let deadline = ContinuousClock.now.advanced(by: limit)
        let bytes = entry.nativeProtocolBytes
        var socket = JournalSocket(path: socketPath)
        while true {
            switch socket.send(bytes) {
            case .sent:
                return
            case .busy:
                let remaining = ContinuousClock.now.duration(to: deadline)
                guard remaining > .zero, let descriptor = socket.descriptor else {
                    return standardError.enqueue(entry)
                }
                _ = FileDescriptor.wait(for: [(descriptor.number, POLLOUT)], upTo: remaining)
            case .failed:
                return standardError.enqueue(entry)
            }
        }
    }
}
