// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The streams that are open, and what goes out on each of them when: pure, as the world is.
///
/// Time is a parameter; what falls due is asked for with ``tick(at:faults:row:)``, and ``nextDeadline(after:faults:)`` says
/// when there is something to ask for.
struct StreamExchange: Sendable {
    /// How often an EventSource that has nothing to say says so.
    static let pingInterval: Duration = .seconds(10)

    /// The open streams by their number.
    private var streams: [Int: OpenStream] = [:]
    /// The number of the next one.
    private var nextNumber = 1
    /// When each burst began, and how many of its messages were sent, by the key of its fault.
    private var bursts: [Int: (start: Duration, sent: Int)] = [:]

    /// How many streams are open.
    var count: Int { self.streams.count }

    /// Opens a stream and returns its number; on an EventSource a ping is due at once.
    ///
    /// - Parameter spared: The keys of the faults that leave it alone.
    mutating func open(_ opening: StreamOpening, spared: Set<Int>, at now: Duration) -> Int {
        defer { self.nextNumber += 1 }
        self.streams[self.nextNumber] = OpenStream(opening: opening, spared: spared, now: now)
        return self.nextNumber
    }

    /// Forgets a stream of which the connection is gone.
    mutating func close(_ number: Int) {
        self.streams[number] = nil
    }

    /// Puts a notification on its way to everybody who wants it.
    mutating func send(_ message: NotificationMessage, at now: Duration, faults: [FaultSchedule.StreamEntry]) {
        for number in self.streams.keys {
            self.streams[number]?.take(message, at: now, faults: faults)
        }
    }

    /// Whether the pings of a client are answered on its stream now.
    func answersPings(of number: Int, at now: Duration, faults: [FaultSchedule.StreamEntry]) -> Bool {
        guard let stream = self.streams[number] else { return false }
        return !faults.contains { $0.kind == .noPongs && stream.suffers($0, at: now) }
    }

    /// Returns what is to be done on each connection by now, and forgets those that it ends.
    ///
    /// - Parameter row: The row of an activity that there is, for bursts that are about one.
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

    /// When something falls due next, later than now; nil while no stream is open.
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
    /// How close to each other two portions of a burst are at most, so that not each message is a turn of its own.
    private static let portion: Duration = .milliseconds(5)

    /// Sends the messages of a burst that are due by now. It begins when the first client listens.
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

    /// When the next portion of a burst is due; nil if there is none or it has not begun.
    private func nextOfBurst(_ entry: FaultSchedule.StreamEntry, at now: Duration) -> Duration? {
        guard case .burst(let burst) = entry.kind, entry.fault.isOn(at: now) else { return nil }
        guard let (start, sent) = self.bursts[entry.key], burst.count.map({ sent < $0 }) ?? true else { return nil }
        return max(start + .seconds(sent) / burst.perSecond, now + Self.portion)
    }

    /// One message of a burst: an update of the one activity that it is about, or the start of yet another.
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
