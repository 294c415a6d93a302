// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc
private import Synchronization

/// The part of a journal writer that its thread holds: the queue and the loop that empties it.
///
/// It runs on a system thread, not in Swift's pool, because it waits in poll(2) most of the time.
final class JournalWriterCore: Sendable {
    private let identifier: String
    private let standardError: StandardErrorSink
    private let retryInterval: Duration
    private let kindField: JournalFieldName?
    private let pace: JournalPace?
    private let queue: Mutex<JournalQueue>
    /// The descriptor that wakes the thread; nil without a free descriptor.
    private let event: FileDescriptor?
    /// Whether the thread runs. Without it, entries go to standard error at once.
    private let isRunning = Atomic(false)

    init(
        identifier: String,
        limits: JournalQueueLimits,
        standardError: StandardErrorSink,
        retryInterval: Duration,
        kindField: JournalFieldName?,
        pace: JournalPace?
    ) {
        self.identifier = identifier
        self.kindField = kindField
        self.pace = pace
        self.standardError = standardError
        self.retryInterval = retryInterval
        self.queue = Mutex(JournalQueue(limits: limits))
        self.event = FileDescriptor(owning: csystemd_event_descriptor())
    }

    // MARK: - For callers

    func enqueue(_ entry: JournalEntry, whenWritten: (@Sendable () -> Void)?) {
        guard self.isRunning.load(ordering: .relaxed) else {
            self.standardError.enqueue(entry)
            whenWritten?()
            return
        }
        self.queue.withLock { queue in
            queue.append(
                entry, kind: self.kind(of: entry), whenLeft: whenWritten, line: self.standardError.line(for: entry))
        }
        self.wake()
    }

    func lose(_ entry: JournalEntry) {
        guard self.isRunning.load(ordering: .relaxed) else { return self.standardError.enqueue(entry) }
        self.queue.withLock { $0.lose(kind: self.kind(of: entry), line: self.standardError.line(for: entry)) }
        self.wake()
    }

    private func kind(of entry: JournalEntry) -> String? {
        guard let field = self.kindField else { return nil }
        return entry[field].map { SingleLine.text($0, maximumLength: 64) } ?? JournalLosses.otherKind
    }

    func flush(until deadline: ContinuousClock.Instant) async -> Bool {
        guard self.isRunning.load(ordering: .relaxed) else { return true }
        return await withCheckedContinuation { continuation in
            self.queue.withLock { $0.appendFlush(until: deadline, continuation) }
            self.wake()
        }
    }

    func close() {
        self.queue.withLock { $0.isClosed = true }
        self.wake()
    }

    private func wake() {
        guard let event = self.event else { return }
        // The write fails only if the counter is full, and then the thread wakes anyway.
        var one: UInt64 = 1
        _ = unsafe write(event.number, &one, MemoryLayout<UInt64>.size)
    }

    // MARK: - The thread

    /// The argument of the thread.
    private final class Start {
        let core: JournalWriterCore
        let socket: JournalSocket

        init(core: JournalWriterCore, socket: JournalSocket) {
            self.core = core
            self.socket = socket
        }
    }

    /// Starts the thread; it ends after ``close()``.
    func start(socket: JournalSocket) {
        guard self.event != nil else { return }
        self.isRunning.store(true, ordering: .relaxed)
        // The thread inherits this mask. Other threads handle signals, and SIGPIPE from a standard error without a
        // reader must not end the process.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }

        let start = unsafe Unmanaged.passRetained(Start(core: self, socket: socket))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                unsafe csystemd_name_thread("journal-writer")
                start.core.run(start.socket)
                return nil
            },
            start.toOpaque()
        )
        guard result == 0 else {
            unsafe start.release()
            self.isRunning.store(false, ordering: .relaxed)
            return
        }
        pthread_detach(thread)
    }

    private func run(_ initial: JournalSocket) {
        var socket = initial
        var pacing = JournalPacing(self.pace)
        var lastReport = ContinuousClock.now
        while true {
            self.writeOverflow()
            self.finishFlushes()
            let (entry, losses, isClosed) = self.queue.withLock { ($0.first, $0.losses, $0.isClosed) }
            // Report losses when the queue is empty, so that a burst gives one report. Under permanent load the queue
            // is never empty, so report after the interval too.
            if losses.total > 0, entry == nil || lastReport.duration(to: .now) >= self.retryInterval {
                switch self.report(losses, through: &socket) {
                case .sent:
                    lastReport = .now
                    continue
                case .busy where !isClosed:
                    self.wait(for: socket.descriptor, upTo: nil)
                    continue
                case .failed where entry == nil && !isClosed:
                    self.wait(for: nil, upTo: self.retryInterval)
                    continue
                case .busy, .failed:
                    lastReport = .now
                }
            }
            guard let entry else {
                if isClosed { return }
                self.wait(for: nil, upTo: nil)
                continue
            }
            if !isClosed, let delay = pacing.delay(at: .now) {
                self.wait(for: nil, upTo: delay)
                continue
            }
            switch socket.send(entry.nativeProtocolBytes) {
            case .sent:
                pacing.noteSent(at: .now)
                self.queue.withLock { $0.removeFirst() }?()
            case .busy where !isClosed:
                self.wait(for: socket.descriptor, upTo: nil)
            case .busy, .failed:
                self.writeFirstToStandardError(entry)
            }
        }
    }

    /// Waits for the first of these: room in the journal's socket (if given), a caller, the next deadline, the limit.
    private func wait(for socket: FileDescriptor?, upTo limit: Duration?) {
        guard let event = self.event else { return }
        var timeout = limit
        if let deadline = self.queue.withLock({ $0.nextDeadline }) {
            let remaining = ContinuousClock.now.duration(to: deadline)
            timeout = min(timeout ?? remaining, remaining)
        }
        var descriptors = [(number: event.number, events: POLLIN)]
        if let socket { descriptors.append((socket.number, POLLOUT)) }
        _ = FileDescriptor.wait(for: descriptors, upTo: timeout)
        var count: UInt64 = 0
        _ = unsafe read(event.number, &count, MemoryLayout<UInt64>.size)
    }

    private func writeOverflow() {
        for excess in self.queue.withLock({ $0.takeOverflow() }) {
            let written = self.standardError.write(line: excess.line)
            self.queue.withLock { $0.losses.add(kind: excess.kind, onStandardError: written) }
        }
    }

    private func writeFirstToStandardError(_ entry: JournalEntry) {
        let written = self.standardError.write(line: self.standardError.line(for: entry))
        let whenLeft = self.queue.withLock { queue in
            queue.losses.add(kind: self.kind(of: entry), onStandardError: written)
            return queue.removeFirst()
        }
        whenLeft?()
    }

    /// Resumes the callers whose entries are written, and those whose time is over. For the latter, the remaining
    /// entries go to standard error first.
    private func finishFlushes() {
        for (flush, inTime) in self.queue.withLock({ $0.takeFlushes(at: .now) }) {
            while let entry = self.queue.withLock({ $0.isFirst(within: flush) ? $0.first : nil }) {
                self.writeFirstToStandardError(entry)
            }
            flush.continuation.resume(returning: inTime)
        }
    }

    private func report(_ losses: JournalLosses, through socket: inout JournalSocket) -> DatagramOutcome {
        let kinds = losses.kindsText
        var entry = JournalEntry(
            message: "\(losses.total) entries did not reach the journal\(kinds.isEmpty ? "" : " (\(kinds))"); "
                + "standard error has \(losses.onStandardError) of them as text. journald was stopped, slow or "
                + "missing: run systemctl status systemd-journald",
            priority: .warning,
            identifier: self.identifier
        )
        entry.append("JOURNAL_LOST", String(losses.total))
        entry.append("JOURNAL_LOST_TO_STDERR", String(losses.onStandardError))
        if !kinds.isEmpty { entry.append("JOURNAL_LOST_KINDS", kinds) }
        let outcome = socket.send(entry.nativeProtocolBytes)
        if outcome == .sent { self.queue.withLock { $0.losses.remove(losses) } }
        return outcome
    }
}
