// SPDX-License-Identifier: Apache-2.0

/// When work of each kind started: what `starts-at-least` counts.
package struct StartLog: Codable, Hashable, Sendable {
    /// How many starts of a kind are kept; more than any rule may ask for.
    static let capacity = 1_000
    /// How long a start is kept; the longest time over which a rule may count.
    static let period = Duration.days(1)

    /// How many kinds are kept; the one that started longest ago goes first.
    static let maximumKinds = 1_000

    /// One kind's starts.
    package struct Starts: Codable, Hashable, Sendable {
        /// The kind.
        var kind: Kind
        /// When work of the kind was first seen, in order.
        var instants: [Instant]
    }

    private(set) var kinds: [Starts] = []

    /// An empty one.
    package init() {}

    /// Keeps a start.
    mutating func record(_ kind: Kind, at now: Instant) {
        for index in self.kinds.indices {
            guard let first = self.kinds[index].instants.first, first.duration(to: now) > Self.period else { continue }
            self.kinds[index].instants.removeAll { $0.duration(to: now) > Self.period }
        }
        self.kinds.removeAll { $0.instants.isEmpty }
        guard let index = self.kinds.firstIndex(where: { $0.kind == kind }) else {
            self.kinds.append(Starts(kind: kind, instants: [now]))
            if self.kinds.count > Self.maximumKinds, let oldest = self.oldest { self.kinds.remove(at: oldest) }
            return
        }
        self.kinds[index].instants.append(now)
        self.kinds[index].instants.removeFirst(max(0, self.kinds[index].instants.count - Self.capacity))
    }

    /// The kind whose last start is longest ago.
    private var oldest: Int? {
        self.kinds.indices.min { left, right in
            guard let one = self.kinds[left].instants.last, let other = self.kinds[right].instants.last else {
                return false
            }
            return one < other
        }
    }

    /// How many starts of a kind there were within a time.
    func count(of kind: Kind, within duration: Duration, at now: Instant) -> Int {
        self.kinds.first { $0.kind == kind }?.instants.count { $0.duration(to: now) <= duration } ?? 0
    }
}
