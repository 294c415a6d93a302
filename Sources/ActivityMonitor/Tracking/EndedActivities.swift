// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The uuids that ended or were lost. Late news about them starts nothing.
///
/// A uuid is one run, so every notification about an ended uuid is late. A row of it is late too if a notification told
/// the end. If only a snapshot lacked the row, a later snapshot that shows it is right.
///
/// Bounded: a server that invents uuids only pushes out older ones, and shown rows are at most those of one snapshot.
struct EndedActivities: Hashable, Sendable {
    /// How many ended uuids are kept, without those that the last snapshot still showed.
    static let capacity = 8_192
    /// How many uuids that are still shown are kept: as many as an answer may have rows.
    static let shownCapacity = 20_000
    /// How long they are kept: longer than a request or a stream can delay a message.
    static let period = Duration.minutes(10)

    /// The end of one activity.
    private struct End: Hashable {
        /// When the end was observed.
        var at: Instant
        /// Whether a notification told it.
        var wasTold: Bool
        /// Whether a complete snapshot that was requested later has shown that it is gone.
        var isProved: Bool
    }

    /// An ended uuid, in the order of the ends.
    private struct Entry: Hashable {
        var id: ActivityID
        var at: Instant
    }

    private var ends: [ActivityID: End] = [:]
    private var order: [Entry] = []
    /// The index of the first entry that is still kept.
    private var head = 0
    /// The rows that the last snapshot showed although a notification had told their end.
    private(set) var shown: [ActivityID: Activity] = [:]

    /// Whether the activity ended, by any sign.
    func contains(_ id: ActivityID) -> Bool { self.ends[id] != nil || self.shown[id] != nil }

    /// Whether a notification told its end. Then no row brings it back.
    func wasTold(_ id: ActivityID) -> Bool { self.ends[id]?.wasTold ?? (self.shown[id] != nil) }

    /// The uuids whose end was told and no snapshot has proved yet, in order. A restart must not forget them.
    var unproved: [ActivityID] {
        let told = self.ends.filter { $0.value.wasTold && !$0.value.isProved }.keys
        return Set(told).union(self.shown.keys).sorted()
    }

    /// Keeps an end.
    mutating func record(_ id: ActivityID, at instant: Instant, wasTold: Bool) {
        let wasTold = wasTold || self.wasTold(id)
        if self.ends.updateValue(End(at: instant, wasTold: wasTold, isProved: !wasTold), forKey: id) == nil {
            self.order.append(Entry(id: id, at: instant))
        }
        self.forget(before: instant)
    }

    /// Forgets an end because a snapshot shows the activity again.
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

    /// Forgets ends that are too old, and the oldest if there are too many.
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
