// SPDX-License-Identifier: Apache-2.0

/// How much a journal writer keeps while journald does not read.
public struct JournalQueueLimits: Hashable, Sendable {
    /// The most entries, at least 1.
    public var entries: Int
    /// The most bytes of names and values, at least 1.
    public var bytes: Int

    /// The limits; by default 1024 entries and 4 MiB.
    public init(entries: Int = 1024, bytes: Int = 4 << 20) {
        self.entries = max(entries, 1)
        self.bytes = max(bytes, 1)
    }
}

/// Entries that are not in the journal.
struct JournalLosses: Equatable, Sendable {
    /// All of them.
    var total: UInt64 = 0
    /// Those of them that stand on standard error as text.
    var onStandardError: UInt64 = 0

    /// Adds one.
    mutating func add(onStandardError: Bool) {
        self.total += 1
        if onStandardError { self.onStandardError += 1 }
    }
}

/// What the callers of a journal writer and its thread share: the queue, what did not fit, and who waits for it. It
/// decides, and does nothing itself.
struct JournalQueue {
    /// A caller that waits until everything it enqueued has been dealt with.
    struct Flush {
        /// The number of the last entry that it waits for.
        let lastEntry: UInt64
        /// When it stops waiting.
        let deadline: ContinuousClock.Instant
        /// Told whether the entries were dealt with in time.
        let continuation: CheckedContinuation<Bool, Never>
    }

    /// How many lines are kept for standard error, of 4096 bytes at most each; what exceeds that is only counted.
    static let overflowLimit = 256

    private let limits: JournalQueueLimits
    private var entries: [JournalEntry] = []
    private var head = 0
    private var bytes = 0
    private var overflow: [String] = []
    private var flushes: [Flush] = []
    /// The number of entries that were put in and the number of those that left again: entries leave in order.
    private var entered: UInt64 = 0
    private var left: UInt64 = 0

    /// What was lost and has not been reported yet.
    var losses = JournalLosses()
    /// Whether the thread is to end when the queue is empty.
    var isClosed = false

    init(limits: JournalQueueLimits) {
        self.limits = limits
    }

    /// Puts an entry in. If it does not fit, its line is set aside for standard error; if there is no room for that
    /// either, it is counted.
    mutating func append(_ entry: JournalEntry, line: @autoclosure () -> String) {
        let size = entry.size
        guard self.entries.count - self.head < self.limits.entries, self.bytes + size <= self.limits.bytes else {
            if self.overflow.count < Self.overflowLimit {
                self.overflow.append(line())
            } else {
                self.losses.add(onStandardError: false)
            }
            return
        }
        self.entries.append(entry)
        self.bytes += size
        self.entered += 1
    }

    /// The entry whose turn it is.
    var first: JournalEntry? {
        self.head < self.entries.count ? self.entries[self.head] : nil
    }

    /// Takes out the entry whose turn it was.
    mutating func removeFirst() {
        guard let first = self.first else { return }
        self.bytes -= first.size
        // The place stays for a while; what it held must not.
        self.entries[self.head] = JournalEntry()
        self.head += 1
        self.left += 1
        // Moving the rest down at every second time keeps the cost of a removal constant on average.
        if self.head * 2 >= self.entries.count {
            self.entries.removeFirst(self.head)
            self.head = 0
        }
    }

    /// Takes out the lines of the entries that did not fit.
    mutating func takeOverflow() -> [String] {
        defer { self.overflow = [] }
        return self.overflow
    }

    /// Notes that somebody waits for what has been put in so far.
    mutating func appendFlush(until deadline: ContinuousClock.Instant, _ continuation: CheckedContinuation<Bool, Never>)
    {
        self.flushes.append(Flush(lastEntry: self.entered, deadline: deadline, continuation: continuation))
    }

    /// Takes out those whose waiting is over, with what to tell them.
    mutating func takeFlushes(at now: ContinuousClock.Instant) -> [(flush: Flush, inTime: Bool)] {
        guard !self.flushes.isEmpty else { return [] }
        let isDone = { [left, hasOverflow = !self.overflow.isEmpty] (flush: Flush) in
            flush.lastEntry <= left && !hasOverflow
        }
        let over = self.flushes.filter { isDone($0) || $0.deadline <= now }
        self.flushes.removeAll { isDone($0) || $0.deadline <= now }
        return over.map { ($0, isDone($0)) }
    }

    /// Whether the entry whose turn it is belongs to what the flush waits for.
    func isFirst(within flush: Flush) -> Bool {
        self.first != nil && self.left < flush.lastEntry
    }

    /// When the first of those who wait stops waiting.
    var nextDeadline: ContinuousClock.Instant? {
        self.flushes.map(\.deadline).min()
    }
}
