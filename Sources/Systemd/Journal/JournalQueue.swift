// SPDX-License-Identifier: Apache-2.0

/// The limits of a journal writer's queue, which fills while journald does not read. They hold for entries without a
/// call for when they are written; a caller that asks for the call limits its entries itself.
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

        /// Whether the limits hold for it.
        var isLimited: Bool { self.whenLeft == nil }
    }

    /// An entry that found no room.
    struct Excess: Equatable {
        /// Its line for standard error.
        let line: String
        /// Its kind, for the report.
        let kind: String?
    }

    private let limits: JournalQueueLimits
    private var entries: [Waiting] = []
    private var head = 0
    /// The number and the bytes of the waiting entries that the limits hold for.
    private var limited = (entries: 0, bytes: 0)
    private var overflow: [Excess] = []
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

    /// Adds an entry. If the queue is full, the entry is lost; see ``lose(kind:line:)``.
    ///
    /// - Parameters:
    ///   - kind: the kind of the entry, for the report of losses.
    ///   - whenLeft: given back by ``removeFirst()`` with the entry's turn. Such an entry always finds room.
    mutating func append(
        _ entry: JournalEntry, kind: String? = nil, whenLeft: (@Sendable () -> Void)? = nil,
        line: @autoclosure () -> String
    ) {
        if whenLeft == nil {
            let size = entry.size
            guard self.limited.entries < self.limits.entries, self.limited.bytes + size <= self.limits.bytes else {
                return self.lose(kind: kind, line: line())
            }
            self.limited.entries += 1
            self.limited.bytes += size
        }
        self.entries.append(Waiting(entry: entry, whenLeft: whenLeft))
        self.entered += 1
    }

    /// Keeps the line of a lost entry for standard error. If there are many already, the entry is only counted.
    mutating func lose(kind: String?, line: @autoclosure () -> String) {
        if self.overflow.count < Self.overflowLimit {
            self.overflow.append(Excess(line: line(), kind: kind))
        } else {
            self.losses.add(kind: kind, onStandardError: false)
        }
    }

    /// The next entry to write.
    var first: JournalEntry? {
        self.head < self.entries.count ? self.entries[self.head].entry : nil
    }

    /// Removes the next entry, and returns what to call for it.
    @discardableResult mutating func removeFirst() -> (@Sendable () -> Void)? {
        guard self.head < self.entries.count else { return nil }
        let first = self.entries[self.head]
        if first.isLimited {
            self.limited.entries -= 1
            self.limited.bytes -= first.entry.size
        }
        // The array element stays for a while, so release the entry's memory now.
        self.entries[self.head] = Waiting(entry: JournalEntry(), whenLeft: nil)
        self.head += 1
        self.left += 1
        // The rest moves down when half of the elements are free: this keeps the average cost of a removal constant.
        if self.head * 2 >= self.entries.count {
            self.entries.removeFirst(self.head)
            self.head = 0
        }
        return first.whenLeft
    }

    /// Removes and returns the entries that found no room.
    mutating func takeOverflow() -> [Excess] {
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
