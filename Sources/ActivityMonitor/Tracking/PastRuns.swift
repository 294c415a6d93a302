// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The runs that are gone and may come back: a uuid is one run, so a list that shows it again shows the same work.
///
/// Bounded in number and time; the run that went first is forgotten first.
struct PastRuns: Hashable, Sendable {
    /// How many runs are remembered.
    static let capacity = 1_000
    /// For how long a run is remembered.
    static let period = Duration.hours(1)

    /// A run that is gone.
    struct Run: Hashable, Sendable {
        /// The activity as it was last known.
        var tracked: TrackedActivity
        /// When it went.
        var goneAt: Instant
        /// The length that its end taught the history; nil where it taught nothing.
        var taught: Duration?
    }

    /// The runs by uuid.
    private(set) var runs: [ActivityID: Run] = [:]
    /// The uuids in the order in which they went, with the instants; what has come back is skipped.
    private var order: [(id: ActivityID, at: Instant)] = []
    /// The first in the order that has not been skipped.
    private var head = 0

    /// No runs.
    init() {}

    /// Whether a run of this uuid is remembered.
    func contains(_ id: ActivityID) -> Bool { self.runs[id] != nil }

    /// Remembers a run.
    mutating func record(_ run: Run) {
        let id = run.tracked.activity.id
        self.runs[id] = run
        self.order.append((id, run.goneAt))
        while self.runs.count > Self.capacity { self.forgetFirst() }
    }

    /// Notes what the end of a run has taught the history, to take it back if the run goes on.
    mutating func noteTaught(_ duration: Duration, by id: ActivityID) { self.runs[id]?.taught = duration }

    /// Takes out the run of a uuid that is there again; nil where none is remembered.
    mutating func take(_ id: ActivityID) -> Run? { self.runs.removeValue(forKey: id) }

    /// Forgets the runs that went too long ago.
    mutating func forget(at now: Instant) {
        while self.head < self.order.count, self.order[self.head].at.duration(to: now) > Self.period {
            self.forgetFirst()
        }
    }

    private mutating func forgetFirst() {
        guard self.head < self.order.count else { return }
        let first = self.order[self.head]
        if self.runs[first.id]?.goneAt == first.at { self.runs[first.id] = nil }
        self.head += 1
        guard self.head > Self.capacity else { return }
        self.order.removeFirst(self.head)
        self.head = 0
    }

    /// Whether the same runs are remembered.
    static func == (left: Self, right: Self) -> Bool { left.runs == right.runs }

    func hash(into hasher: inout Hasher) { hasher.combine(self.runs) }
}

extension ServerTracker {
    /// Takes up the run of a uuid that is there again; nil where none is remembered.
    ///
    /// Age and standstill go on, and nothing of the time in which it was not there counts. Its start is not counted
    /// again, and what it will have taken teaches no history.
    mutating func comeBack(_ id: ActivityID, at instant: Instant) -> TrackedActivity? {
        self.past.forget(at: instant)
        guard let run = self.past.take(id) else { return nil }
        var tracked = run.tracked
        tracked.interrupt(at: instant)
        tracked.comeBack(takingBack: run.taught, at: instant)
        return tracked
    }

    /// Remembers a run that is gone, as its uuid may come back.
    mutating func remember(_ tracked: TrackedActivity, at instant: Instant) {
        var tracked = tracked
        // What only news told is no younger than what the current look shows first.
        tracked.firstRound = tracked.firstRound ?? self.round
        self.past.record(PastRuns.Run(tracked: tracked, goneAt: instant))
    }
}
