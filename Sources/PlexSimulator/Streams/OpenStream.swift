// SPDX-License-Identifier: Apache-2.0

/// One open stream: its waiting output, and the faults that strike it.
struct OpenStream: Sendable {
    /// Bytes and their due time.
    private struct Parcel {
        /// The framed event or message.
        var bytes: [UInt8]
        /// The due time.
        var at: Duration
    }

    /// The request for the stream.
    let opening: StreamOpening
    /// The keys of the faults that never strike this stream.
    private let spared: Set<Int>
    /// The time of the next ping; nil on a WebSocket.
    private var nextPing: Duration?
    /// The waiting output, in the order of sending.
    private var outbox: [Parcel] = []
    /// The output that waits for more, and is then sent in reverse.
    private var heldBack: [Parcel] = []
    /// The number of notifications that each fault has seen, by key.
    private var seen: [Int: Int] = [:]
    /// The number of notifications so far.
    private var taken = 0
    /// The end of the stream; nil while it is open.
    private var drop: StreamFault.Drop?

    /// A stream that is opened now.
    init(opening: StreamOpening, spared: Set<Int>, now: Duration) {
        self.opening = opening
        self.spared = spared
        self.nextPing = opening.framing == .eventSource ? now : nil
    }

    /// Whether a fault strikes this stream now; the number of messages does not count here.
    func suffers(_ entry: FaultSchedule.StreamEntry, at now: Duration) -> Bool {
        entry.fault.isOn(at: now) && !self.spared.contains(entry.key)
            && entry.fault.concerns(method: "GET", path: self.opening.path)
    }

    /// Queues a notification, if the client wants it.
    mutating func take(_ message: NotificationMessage, at now: Duration, faults: [FaultSchedule.StreamEntry]) {
        guard self.drop == nil, self.opening.wants(message) else { return }
        self.taken += 1
        let text = self.opening.framing == .eventSource ? message.event : message.message
        var parcel = Parcel(bytes: Array(text.utf8), at: now)
        var (times, group) = (1, 1)
        for kind in self.harms(at: now, faults: faults) {
            switch kind {
            case .garble(let bytes): self.garble(&parcel.bytes, count: bytes)
            case .duplicate(let count): times = count
            case .reorder(let count): group = count
            case .lag(let lag): parcel.at += lag
            case .drop, .stall, .noPings, .noPongs, .fragment, .burst: continue
            }
        }
        if group > 1 {
            self.heldBack += Array(repeating: parcel, count: times)
            if self.heldBack.count >= group { self.releaseHeldBack() }
        } else {
            self.releaseHeldBack()
            for _ in 0..<times { self.put(parcel) }
        }
        self.drop = self.dropNow(at: now, faults: faults)
    }

    /// Removes and returns the output that is due; an end of the connection comes last.
    mutating func takeDue(at now: Duration, faults: [FaultSchedule.StreamEntry]) -> [StreamOutput] {
        while let ping = self.nextPing, ping <= now {
            self.nextPing = ping + StreamExchange.pingInterval
            self.releaseHeldBack()
            if self.isStruck(by: .noPings, at: ping, faults: faults) { continue }
            self.put(Parcel(bytes: Array(NotificationMessage.ping.utf8), at: ping))
        }
        self.drop = self.drop ?? self.dropNow(at: now, faults: faults)
        var output: [StreamOutput] = []
        if !self.isStruck(by: .stall, at: now, faults: faults) {
            let due = self.outbox.prefix { $0.at <= now }
            let pieces = self.pieces(at: now, faults: faults)
            output = due.map { .text($0.bytes, pieces: pieces) }
            self.outbox.removeFirst(due.count)
        }
        if let drop = self.drop { output.append(.drop(drop)) }
        return output
    }

    /// The next deadline, without the times of the faults themselves.
    func nextDeadline(at now: Duration, faults: [FaultSchedule.StreamEntry]) -> Duration? {
        let isStalled = self.isStruck(by: .stall, at: now, faults: faults)
        return [self.nextPing, isStalled ? nil : self.outbox.first?.at].compactMap { $0 }.min()
    }
}

// MARK: Faults

extension OpenStream {
    /// Counts a notification for each fault and returns the faults that strike it.
    private mutating func harms(at now: Duration, faults: [FaultSchedule.StreamEntry]) -> [StreamFault] {
        var harms: [StreamFault] = []
        for entry in faults where self.suffers(entry, at: now) {
            let seen = self.seen[entry.key, default: 0]
            self.seen[entry.key] = seen + 1
            let end = entry.fault.messages.map { entry.fault.afterMessages + $0 } ?? Int.max
            if seen >= entry.fault.afterMessages, seen < end { harms.append(entry.kind) }
        }
        return harms
    }

    /// Whether a fault of the whole stream strikes now, after its number of notifications.
    private func isStruck(by kind: StreamFault, at now: Duration, faults: [FaultSchedule.StreamEntry]) -> Bool {
        faults.contains { $0.kind == kind && self.suffers($0, at: now) && self.hasSeenEnough($0) }
    }

    /// The end of the stream now; nil for no end.
    private func dropNow(at now: Duration, faults: [FaultSchedule.StreamEntry]) -> StreamFault.Drop? {
        for entry in faults {
            guard case .drop(let drop) = entry.kind else { continue }
            if self.suffers(entry, at: now), self.hasSeenEnough(entry) { return drop }
        }
        return nil
    }

    /// The size of the pieces of messages now; nil for whole messages.
    private func pieces(at now: Duration, faults: [FaultSchedule.StreamEntry]) -> Int? {
        for entry in faults {
            guard case .fragment(let bytes) = entry.kind else { continue }
            if self.suffers(entry, at: now), self.hasSeenEnough(entry) { return bytes }
        }
        return nil
    }

    /// Whether the notifications that a fault lets pass have passed.
    private func hasSeenEnough(_ entry: FaultSchedule.StreamEntry) -> Bool {
        self.seen[entry.key, default: 0] >= entry.fault.afterMessages
    }

    /// Inserts a parcel after those that are due earlier or at the same time.
    private mutating func put(_ parcel: Parcel) {
        let index = self.outbox.lastIndex { $0.at <= parcel.at }.map { $0 + 1 } ?? 0
        self.outbox.insert(parcel, at: index)
    }

    /// Queues the held parcels in reverse order; all are due when the last of them is due.
    private mutating func releaseHeldBack() {
        guard let due = self.heldBack.map(\.at).max() else { return }
        for parcel in self.heldBack.reversed() { self.put(Parcel(bytes: parcel.bytes, at: due)) }
        self.heldBack = []
    }

    /// Replaces some bytes by invalid UTF-8, line ends and characters of JSON's syntax.
    private func garble(_ bytes: inout [UInt8], count: Int) {
        let replacements: [UInt8] = [0xFF, 0x00, 0x0A, 0xC3, 0x22, 0x7B, 0x80, 0x0D]
        for index in 0..<min(count, bytes.count) {
            let position = (index * bytes.count / count + self.taken) % bytes.count
            bytes[position] = replacements[(index + self.taken) % replacements.count]
        }
    }
}
