// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The open streams and their output. It is pure, like the world.
///
/// Time is a parameter. ``tick(at:faults:row:)`` returns the output that is due, and ``nextDeadline(after:faults:)``
/// the time of the next output.
struct StreamExchange: Sendable {
    /// The time between two pings of an EventSource.
    static let pingInterval: Duration = .seconds(10)

    /// The open streams by their number.
    private var streams: [Int: OpenStream] = [:]
    /// The number of the next stream.
    private var nextNumber = 1
    /// The begin of each burst and the number of its sent messages, by the key of its fault.
    private var bursts: [Int: (start: Duration, sent: Int)] = [:]

    /// The number of open streams.
    var count: Int { self.streams.count }

    /// Opens a stream and returns its number; on an EventSource a ping is due at once.
    ///
    /// - Parameter spared: the keys of the faults that never strike the stream.
    mutating func open(_ opening: StreamOpening, spared: Set<Int>, at now: Duration) -> Int {
        defer { self.nextNumber += 1 }
        self.streams[self.nextNumber] = OpenStream(opening: opening, spared: spared, now: now)
        return self.nextNumber
    }

    /// Removes a stream whose connection is gone.
    mutating func close(_ number: Int) {
        self.streams[number] = nil
    }

    /// Queues a notification for every client that wants it.
    mutating func send(_ message: NotificationMessage, at now: Duration, faults: [FaultSchedule.StreamEntry]) {
        for number in self.streams.keys {
            self.streams[number]?.take(message, at: now, faults: faults)
        }
    }

    /// Whether the server answers a client's pings on this stream now.
    func answersPings(of number: Int, at now: Duration, faults: [FaultSchedule.StreamEntry]) -> Bool {
        guard let stream = self.streams[number] else { return false }
        return !faults.contains { $0.kind == .noPongs && stream.suffers($0, at: now) }
    }

    /// Returns the output that is due on each connection, and removes the streams that end.
    ///
    /// - Parameter row: returns the row of an existing activity, for bursts about one activity.
    mutating func tick(
        at now: Duration,
        faults: [FaultSchedule.StreamEntry],
        row: (ActivityID) -> Activity?
    ) -> [(number: Int, output: [StreamOutput])] {
        for entry in faults { self.carryOnBurst(entry, at: now, faults: faults, row: row) }
        var outputs: [(number: Int, output: [StreamOutput])] = []
        for number in self.streams.keys.sorted() {
            guard let output = self.streams[number]?.takeDue(at: now, faults: faults), !output.isEmpty else { continue }
            outputs.append((number, output))
            if case .drop = output.last { self.streams[number] = nil }
        }
        return outputs
    }

    /// The next deadline after now; nil without an open stream.
    func nextDeadline(after now: Duration, faults: [FaultSchedule.StreamEntry]) -> Duration? {
        guard !self.streams.isEmpty else { return nil }
        var deadlines = self.streams.values.compactMap { $0.nextDeadline(at: now, faults: faults) }
        for entry in faults {
            deadlines += [entry.fault.from, entry.fault.until].compactMap { $0 }.filter { $0 > now }
            if let next = self.nextOfBurst(entry, at: now) { deadlines.append(next) }
        }
        return deadlines.min()
    }
}

// MARK: Bursts

extension StreamExchange {
    /// The shortest time between two portions of a burst: a portion can have several messages.
    private static let portion: Duration = .milliseconds(5)

    /// Sends the messages of a burst that are due. A burst begins with the first client.
    private mutating func carryOnBurst(
        _ entry: FaultSchedule.StreamEntry,
        at now: Duration,
        faults: [FaultSchedule.StreamEntry],
        row: (ActivityID) -> Activity?
    ) {
        guard case .burst(let burst) = entry.kind, entry.fault.isOn(at: now), !self.streams.isEmpty else { return }
        let (start, sent) = self.bursts[entry.key] ?? (now, 0)
        let passed = (now - start) / .seconds(1) * Double(burst.perSecond)
        let due = min(Int(passed.rounded(.down)) + 1, burst.count ?? Int.max)
        for number in sent..<max(sent, due) {
            self.send(NotificationMessage(Self.message(number, of: burst, row: row)), at: now, faults: faults)
        }
        self.bursts[entry.key] = (start, max(sent, due))
    }

    /// The time of the next portion of a burst; nil before its begin and after its end.
    private func nextOfBurst(_ entry: FaultSchedule.StreamEntry, at now: Duration) -> Duration? {
        guard case .burst(let burst) = entry.kind, entry.fault.isOn(at: now) else { return nil }
        guard let (start, sent) = self.bursts[entry.key], burst.count.map({ sent < $0 }) ?? true else { return nil }
        return max(start + .seconds(sent) / burst.perSecond, now + Self.portion)
    }

    /// One message of a burst: an update of its activity, or the start of a further activity.
    private static func message(
        _ number: Int,
        of burst: StreamFault.Burst,
        row: (ActivityID) -> Activity?
    ) -> ActivityNotification {
        let digits = String(number, radix: 16)
        let made = "0b0b0b0b-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        let id = ActivityID(burst.uuid ?? made)
        var activity =
            row(id)
            ?? Activity(id: id, type: .libraryUpdateSection, title: "Burst", isCancellable: false, userID: 1)
        activity.subtitle = "Item \(number + 1)"
        activity.progress = .percent(Double(number % 101))
        return ActivityNotification(id: id, change: burst.uuid == nil ? .started : .updated, activity: activity)
    }
}
