// SPDX-License-Identifier: Apache-2.0

/// How long earlier runs of each kind took: what `slower-than-usual` compares with.
package struct RunHistory: Hashable, Sendable {
    /// How many runs of a kind are kept.
    static let capacity = 20
    /// How many runs must be known before they say what is usual.
    static let minimum = 5
    /// How many kinds are kept; the ones that ran longest ago go first.
    static let maximumKinds = 1_000

    /// The runs of one kind.
    package struct Runs: Codable, Hashable, Sendable {
        /// The kind.
        var kind: WorkKind
        /// How long each took, the latest last, in microseconds.
        var microseconds: [Int64]
    }

    /// The runs of one kind, and when the last of them was recorded.
    private struct Entry: Hashable {
        var microseconds: [Int64]
        var order: Int
    }

    private var entries: [WorkKind: Entry] = [:]
    /// The number of the next run: a later one has a higher number.
    private var order = 0

    /// An empty one.
    package init() {}

    /// The kinds, the one that ran last at the end.
    var runs: [Runs] {
        self.entries.sorted { $0.value.order < $1.value.order }
            .map { Runs(kind: $0.key, microseconds: $0.value.microseconds) }
    }

    /// Keeps the length of a run whose start was seen and that ended without a request of ours.
    mutating func record(_ duration: Duration, of kind: WorkKind) {
        var entry = self.entries[kind] ?? Entry(microseconds: [], order: 0)
        entry.order = self.order
        self.order += 1
        entry.microseconds.append(duration.wholeMicroseconds)
        entry.microseconds.removeFirst(max(0, entry.microseconds.count - Self.capacity))
        self.entries[kind] = entry
        // Makes room for a quarter more, so that this is not to be done again soon.
        if self.entries.count > Self.maximumKinds { self.keep(self.runs.suffix(Self.maximumKinds * 3 / 4)) }
    }

    /// Forgets a run that has turned out to go on.
    mutating func takeBack(_ duration: Duration, of kind: WorkKind) {
        guard let last = self.entries[kind]?.microseconds.lastIndex(of: duration.wholeMicroseconds) else { return }
        self.entries[kind]?.microseconds.remove(at: last)
        if self.entries[kind]?.microseconds.isEmpty == true { self.entries[kind] = nil }
    }

    /// How many runs of a kind are known.
    func count(of kind: WorkKind) -> Int { self.entries[kind]?.microseconds.count ?? 0 }

    /// The 95th percentile of the runs of a kind, by the nearest rank; nil where too few are known.
    func usual(_ kind: WorkKind) -> Duration? {
        guard let runs = self.entries[kind]?.microseconds.sorted(), runs.count >= Self.minimum else { return nil }
        let rank = (95 * runs.count + 99) / 100
        return .microseconds(runs[rank - 1])
    }

    /// Forgets the kinds that ran longest ago, until the history takes no more than so many bytes in a saved state.
    mutating func fit(into limit: Int) {
        let size = self.entries.reduce(0) { $0 + Self.savedSize($1.key, $1.value.microseconds) }
        guard size > limit else { return }
        var room = limit
        let kept = self.runs.reversed().filter { runs in
            room -= Self.savedSize(runs.kind, runs.microseconds)
            return room >= 0
        }
        self.keep(kept.reversed())
    }

    private static func savedSize(_ kind: WorkKind, _ microseconds: [Int64]) -> Int {
        kind.savedSize + microseconds.count * 14
    }

    private mutating func keep(_ runs: some Collection<Runs>) {
        self.entries = [:]
        for (order, runs) in runs.enumerated() {
            self.entries[runs.kind] = Entry(microseconds: runs.microseconds, order: order)
        }
        self.order = runs.count
    }
}

extension RunHistory: Codable {
    private enum Key: String, CodingKey {
        case runs
    }

    /// Reads the kinds, the one that ran last at the end.
    package init(from decoder: any Decoder) throws {
        self.init()
        self.keep(try decoder.container(keyedBy: Key.self).decode([Runs].self, forKey: .runs))
    }

    /// Writes the kinds, the one that ran last at the end.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        try members.encode(self.runs, forKey: .runs)
    }
}
