// SPDX-License-Identifier: Apache-2.0

/// The limits of a journal writer's queue, which fills while journald does not read.
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

/// The numbers of entries that did not reach the journal.
struct JournalLosses: Equatable, Sendable {
    /// All of them.
    var total: UInt64 = 0
    /// The number of them that standard error has as text.
    var onStandardError: UInt64 = 0

    /// Adds one entry.
    mutating func add(onStandardError: Bool) {
        self.total += 1
        if onStandardError { self.onStandardError += 1 }
    }
}

/// The state that a journal writer's callers and its thread share: the queue, its overflow and the waiting callers. It
/// decides, and performs no I/O.
struct JournalQueue {
    /// A caller that waits until its entries have been written.
    struct Flush {
        /// The number of the last of these entries.
        let lastEntry: UInt64
        /// The end of the wait.
        let deadline: ContinuousClock.Instant
        /// Resumed with whether the entries were written in time.
        let continuation: CheckedContinuation<Bool, Never>
    }

    /// The most lines that are kept for standard error, each of 4096 bytes at most; further lines are only counted.
    static let overflowLimit = 256

    /// An entry that waits, and the call for when it has left.
    private struct Waiting {
        let entry: JournalEntry
        let whenLeft: (@Sendable () -> Void)?
    }

    private let limits: JournalQueueLimits
    private var entries: [Waiting] = []
    private var head = 0
    private var bytes = 0
    private var overflow: [String] = []
    private var flushes: [Flush] = []
    /// The number of entries that entered, and the number that left. Entries leave in order.
    private var entered: UInt64 = 0
    private var left: UInt64 = 0

    /// The losses that have not been reported yet.
    var losses = JournalLosses()
    /// Whether the thread ends when the queue is empty.
    var isClosed = false

    init(limits: JournalQueueLimits) {
        self.limits = limits
    }

    /// Adds an entry. If the queue is full, its line is kept for standard error. If that list is full too, the entry is
    /// only counted.
    ///
    /// - Parameter whenLeft: given back by ``removeFirst()`` with the entry's turn; not for an entry that found no room.
    mutating func append(
        _ entry: JournalEntry, whenLeft: (@Sendable () -> Void)? = nil, line: @autoclosure () -> String
    ) {
        let size = entry.size
        guard self.entries.count - self.head < self.limits.entries, self.bytes + size <= self.limits.bytes else {
            if self.overflow.count < Self.overflowLimit {
                self.overflow.append(line())
            } else {
                self.losses.add(onStandardError: false)
            }
            return
        }
        self.entries.append(Waiting(entry: entry, whenLeft: whenLeft))
        self.bytes += size
        self.entered += 1
    }

    /// The next entry to write.
    var first: JournalEntry? {
        self.head < self.entries.count ? self.entries[self.head].entry : nil
    }

    /// Removes the next entry, and returns what to call for it.
    @discardableResult mutating func removeFirst() -> (@Sendable () -> Void)? {
        guard let first = self.first else { return nil }
        let whenLeft = self.entries[self.head].whenLeft
        self.bytes -= first.size
        // The array element stays for a while, so release the entry's memory now.
        self.entries[self.head] = Waiting(entry: JournalEntry(), whenLeft: nil)
        self.head += 1
        self.left += 1
        // The rest moves down when half of the elements are free: this keeps the average cost of a removal constant.
        if self.head * 2 >= self.entries.count {
            self.entries.removeFirst(self.head)
            self.head = 0
        }
        return whenLeft
    }

    /// Removes and returns the lines of the overflow.
    mutating func takeOverflow() -> [String] {
        defer { self.overflow = [] }
        return self.overflow
    }

    /// Adds a caller that waits for all entries so far.
    mutating func appendFlush(until deadline: ContinuousClock.Instant, _ continuation: CheckedContinuation<Bool, Never>)
    {
        self.flushes.append(Flush(lastEntry: self.entered, deadline: deadline, continuation: continuation))
    }

    /// Removes and returns the callers whose wait is over, with their results.
    mutating func takeFlushes(at now: ContinuousClock.Instant) -> [(flush: Flush, inTime: Bool)] {
        guard !self.flushes.isEmpty else { return [] }
        let isDone = { [left, hasOverflow = !self.overflow.isEmpty] (flush: Flush) in
            flush.lastEntry <= left && !hasOverflow
        }
        let over = self.flushes.filter { isDone($0) || $0.deadline <= now }
        self.flushes.removeAll { isDone($0) || $0.deadline <= now }
        return over.map { ($0, isDone($0)) }
    }

    /// Whether the flush waits for the next entry.
    func isFirst(within flush: Flush) -> Bool {
        self.first != nil && self.left < flush.lastEntry
    }

    /// The earliest end of a wait.
    var nextDeadline: ContinuousClock.Instant? {
        self.flushes.map(\.deadline).min()
    }
}
