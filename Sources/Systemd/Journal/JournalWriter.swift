// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Writes entries to the journal on a thread of its own, so that callers never wait.
///
/// - While journald reads, it gets the entries in order, of any size.
/// - While journald is stopped or slow, entries wait in the queue. Entries beyond its limits go to standard error, if
///   that takes them without waiting.
/// - Without journald, entries go to standard error.
/// - When the journal takes entries again, one entry reports the number of missing entries (`JOURNAL_LOST`), and the
///   number of them on standard error (`JOURNAL_LOST_TO_STDERR`).
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

    /// Starts a writer with another socket and standard error.
    ///
    /// With losses to report but without journald, the writer tries again after each `retryInterval`. Under permanent
    /// load, it reports losses once in each interval.
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

    /// Takes an entry for the journal. The call never waits for journald, standard error or the thread.
    public func enqueue(_ entry: JournalEntry) {
        self.core.enqueue(entry, whenWritten: nil)
    }

    /// Takes an entry for the journal, like ``enqueue(_:)``.
    ///
    /// - Parameter whenWritten: called on the writer's thread when this entry and all before it have left the process:
    ///   journald has them, or standard error, if that took them. Not called for an entry that found no room.
    public func enqueue(_ entry: JournalEntry, whenWritten: @escaping @Sendable () -> Void) {
        self.core.enqueue(entry, whenWritten: whenWritten)
    }

    /// Waits until all earlier entries are in the journal or on standard error, for `limit` at most.
    ///
    /// This is for the end of a process: at the limit, the remaining entries go to standard error, if that takes them
    /// without waiting. Returns whether all entries were written before the limit.
    @discardableResult
    public func flush(upTo limit: Duration) async -> Bool {
        await self.core.flush(until: ContinuousClock.now.advanced(by: limit))
    }

    /// Writes one entry at once, without a writer and its thread: for an error before the start or at the end of a
    /// process. It waits for journald for `limit` at most, and then writes to standard error.
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
