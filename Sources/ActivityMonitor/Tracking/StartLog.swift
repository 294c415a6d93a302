// SPDX-License-Identifier: Apache-2.0

/// When work of each kind started: what `starts-at-least` counts.
///
/// Bounded for each kind, in kinds and in all: the starts that are longest ago are forgotten first. A start that is
/// forgotten is no reason to act.
package struct StartLog: Hashable, Sendable {
    /// How many starts of a kind are kept; more than any rule may ask for.
    static let capacity = 1_000
    /// How long a start is kept; the longest time over which a rule may count.
    static let period = Duration.days(1)
    /// How many kinds are kept.
    static let maximumKinds = 1_000
    /// How many starts of all kinds are kept.
    static let maximumStarts = 5_000

    /// When work of each kind was first seen, in order.
    private var instants: [WorkKind: [Instant]] = [:]
    /// How many instants there are in all.
    private var count = 0

    /// An empty one.
    package init() {}

    /// How many kinds have started.
    var kindCount: Int { self.instants.count }

    /// Whether nothing has started.
    var isEmpty: Bool { self.instants.isEmpty }

    /// Keeps a start.
    mutating func record(_ kind: WorkKind, at now: Instant) {
        var own = self.instants.removeValue(forKey: kind) ?? []
        self.count -= own.count
        let expired = own.prefix { $0.duration(to: now) > Self.period }.count
        own.removeFirst(max(expired, own.count + 1 - Self.capacity, 0))
        // A start may become known late.
        own.insert(now, at: (own.lastIndex { $0 <= now } ?? -1) + 1)
        self.instants[kind] = own
        self.count += own.count
        if self.count > Self.maximumStarts || self.instants.count > Self.maximumKinds { self.shrink(at: now) }
    }

    /// How many starts of a kind there were within a time.
    func count(of kind: WorkKind, within duration: Duration, at now: Instant) -> Int {
        self.instants[kind]?.count { $0.duration(to: now) <= duration } ?? 0
    }

    /// Makes room for a quarter of what is kept at most, so that this is not to be done again soon.
    private mutating func shrink(at now: Instant) {
        if self.instants.count > Self.maximumKinds {
            for kind in self.latestFirst.dropFirst(Self.maximumKinds * 3 / 4) { self.instants[kind] = nil }
        }
        let all = self.instants.values.joined().filter { $0.duration(to: now) <= Self.period }.sorted(by: >)
        let room = all.count > Self.maximumStarts ? Self.maximumStarts * 3 / 4 : all.count
        guard room > 0 else {
            self.instants = [:]
            self.count = 0
            return
        }
        let oldest = all[room - 1]
        self.instants = self.instants.mapValues { $0.filter { $0 >= oldest } }.filter { !$0.value.isEmpty }
        self.count = self.instants.values.reduce(0) { $0 + $1.count }
    }
}

extension StartLog: Codable {
    /// One kind's starts.
    private struct Starts: Codable {
        /// The kind.
        var kind: WorkKind
        /// When work of the kind was first seen, in order.
        var instants: [Instant]
    }

    private enum Key: String, CodingKey {
        case kinds
    }

    /// Reads the starts of each kind.
    package init(from decoder: any Decoder) throws {
        let kinds = try decoder.container(keyedBy: Key.self).decode([Starts].self, forKey: .kinds)
        self.instants = Dictionary(kinds.map { ($0.kind, $0.instants) }) { first, _ in first }
        self.count = self.instants.values.reduce(0) { $0 + $1.count }
    }

    /// Writes the starts of each kind, in the order of the kinds.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        let kinds = self.instants.sorted { $0.key < $1.key }.map { Starts(kind: $0.key, instants: $0.value) }
        try members.encode(kinds, forKey: .kinds)
    }
}

extension StartLog {
    /// Forgets the kinds that started longest ago, until the log takes no more than so many bytes in a saved state.
    mutating func fit(into limit: Int) {
        guard self.instants.reduce(0, { $0 + Self.savedSize($1.key, $1.value) }) > limit else { return }
        var room = limit
        for kind in self.latestFirst {
            let own = self.instants[kind] ?? []
            room -= Self.savedSize(kind, own)
            guard room < 0 else { continue }
            self.instants[kind] = nil
            self.count -= own.count
        }
    }

    /// The kinds, the one that started last at the beginning.
    private var latestFirst: [WorkKind] {
        self.instants.map { (at: $0.value.last?.nanoseconds ?? .min, kind: $0.key) }
            .sorted { ($0.at, $0.kind) > ($1.at, $1.kind) }
            .map(\.kind)
    }

    private static func savedSize(_ kind: WorkKind, _ instants: [Instant]) -> Int {
        kind.savedSize + instants.count * 38
    }
}
