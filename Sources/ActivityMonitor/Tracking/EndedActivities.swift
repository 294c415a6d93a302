// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The uuids that have ended or were lost, so that what comes late about them does not make them start again.
///
/// A uuid is new for every run, so a notification about one of these is late, whatever it says. A row of one is late
/// too where a notification told the end; where only a snapshot lacked it, a later snapshot that shows it is right.
///
/// Bounded: a server that makes up a million uuids only pushes out older ones, and the rows that a snapshot goes on
/// showing are no more than a snapshot may have.
struct EndedActivities: Hashable, Sendable {
    /// How many are remembered besides those that the last snapshot still showed.
    static let capacity = 8_192
    /// How many that are still shown are remembered: as many as an answer may have rows.
    static let shownCapacity = 20_000
    /// For how long they are remembered: longer than any request or stream can hold something back.
    static let period = Duration.minutes(10)

    /// How one went.
    private struct End: Hashable {
        /// When that was observed.
        var at: Instant
        /// Whether a notification told it.
        var wasTold: Bool
        /// Whether a complete snapshot that was requested later has shown that it is gone.
        var isProved: Bool
    }

    /// One that is remembered, in the order in which they ended.
    private struct Entry: Hashable {
        var id: ActivityID
        var at: Instant
    }

    private var ends: [ActivityID: End] = [:]
    private var order: [Entry] = []
    /// The first in the order that is still remembered.
    private var head = 0
    /// The rows that the last snapshot showed although a notification had told their end.
    private(set) var shown: [ActivityID: Activity] = [:]

    /// Whether it has ended, however that is known.
    func contains(_ id: ActivityID) -> Bool { self.ends[id] != nil || self.shown[id] != nil }

    /// Whether a notification has told its end, so that no row brings it back.
    func wasTold(_ id: ActivityID) -> Bool { self.ends[id]?.wasTold ?? (self.shown[id] != nil) }

    /// The uuids whose end was told and not yet proved by a snapshot, in order: what a restart must not forget.
    var unproved: [ActivityID] {
        let told = self.ends.filter { $0.value.wasTold && !$0.value.isProved }.keys
        return Set(told).union(self.shown.keys).sorted()
    }

    /// Remembers one.
    mutating func record(_ id: ActivityID, at instant: Instant, wasTold: Bool) {
        let wasTold = wasTold || self.wasTold(id)
        if self.ends.updateValue(End(at: instant, wasTold: wasTold, isProved: !wasTold), forKey: id) == nil {
            self.order.append(Entry(id: id, at: instant))
        }
        self.forget(before: instant)
    }

    /// Lets one start again that a snapshot shows.
    mutating func remove(_ id: ActivityID) {
        self.ends[id] = nil
    }

    /// Takes the rows of a snapshot.
    mutating func observe(_ rows: [ActivityID: Activity], isComplete: Bool, sentAt: Instant) {
        let late = rows.filter { self.wasTold($0.key) }
        for id in self.shown.keys where isComplete && late[id] == nil {
            // From now on it is remembered for as long as any other.
            self.record(id, at: sentAt, wasTold: true)
        }
        if isComplete || self.shown.count + late.count > Self.shownCapacity {
            self.shown = late
        } else {
            self.shown.merge(late) { _, new in new }
        }
        guard isComplete else { return }
        for (id, end) in self.ends where end.at < sentAt && !end.isProved && late[id] == nil {
            self.ends[id]?.isProved = true
        }
    }

    /// Forgets those that are too many or too old.
    private mutating func forget(before now: Instant) {
        while self.head < self.order.count {
            let first = self.order[self.head]
            let isTooMuch = self.order.count - self.head > Self.capacity
            guard isTooMuch || first.at.duration(to: now) > Self.period else { break }
            // One that ended anew is kept by its later place in the order.
            if self.ends[first.id].map({ $0.at <= first.at || isTooMuch }) ?? false {
                self.ends[first.id] = nil
            } else if let end = self.ends[first.id] {
                self.order.append(Entry(id: first.id, at: end.at))
            }
            self.head += 1
        }
        if self.head > Self.capacity {
            self.order.removeFirst(self.head)
            self.head = 0
        }
    }
}
