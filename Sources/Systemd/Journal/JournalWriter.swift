// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Writes entries to the journal on a thread of its own, so that callers never wait.
///
/// - While journald reads, it gets the entries in order, of any size.
/// - While journald is stopped or slow, entries wait in the queue. Entries beyond its limits go to standard error, if
///   that takes them without waiting.
/// - Without journald, entries go to standard error.
/// - When the journal takes entries again, one entry reports the number of missing entries (`JOURNAL_LOST`), their kinds
///   (`JOURNAL_LOST_KINDS`), and the number of them on standard error (`JOURNAL_LOST_TO_STDERR`).
public final class JournalWriter: JournalSink {
    private let core: JournalWriterCore

    /// Starts a writer.
    ///
    /// - Parameters:
    ///   - identifier: the `SYSLOG_IDENTIFIER` of the writer's own entries.
    ///   - limits: the limits of the queue.
    ///   - kindField: the field that names an entry's kind. With it, the report of losses counts each kind
    ///     (`JOURNAL_LOST_KINDS`).
    ///   - pace: the most entries in a time; nil for no limit.
    ///   - environment: the environment, for `$JOURNAL_STREAM`.
    public convenience init(
        identifier: String,
        limits: JournalQueueLimits = JournalQueueLimits(),
        kindField: JournalFieldName? = nil,
        pace: JournalPace? = nil,
        environment: [String: String] = ProcessEnvironment.variables
    ) {
        self.init(
            identifier: identifier,
            limits: limits,
            socketPath: JournalSocket.standardPath,
            standardError: StandardErrorSink(environment: environment),
            retryInterval: .seconds(10),
            kindField: kindField,
            pace: pace
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
        retryInterval: Duration,
        kindField: JournalFieldName? = nil,
        pace: JournalPace? = nil
    ) {
        self.core = JournalWriterCore(
            identifier: identifier,
            limits: limits,
            standardError: standardError,
            retryInterval: retryInterval,
            kindField: kindField,
            pace: pace
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

    /// Takes an entry for the journal, like ``enqueue(_:)``, but always: the limits of the queue do not hold for it.
    /// The caller limits the number of such entries, and gives the next one when one is written.
    ///
    /// - Parameters:
    ///   - entry: the entry.
    ///   - whenWritten: called once, on the writer's thread, when this entry and all before it have left the
    ///     process: journald has them, or standard error, if that took them.
    public func enqueue(_ entry: JournalEntry, whenWritten: @escaping @Sendable () -> Void) {
        self.core.enqueue(entry, whenWritten: whenWritten)
    }

    /// Counts an entry as lost that its caller cannot keep any longer. Its line goes to standard error, if that takes it
    /// without waiting. The call never waits.
    public func lose(_ entry: JournalEntry) {
        self.core.lose(entry)
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
