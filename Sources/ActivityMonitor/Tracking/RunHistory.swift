// SPDX-License-Identifier: Apache-2.0

/// How long earlier runs of each kind took: what `slower-than-usual` compares with.
package struct RunHistory: Codable, Hashable, Sendable {
    /// How many runs of a kind are kept.
    static let capacity = 20
    /// How many runs must be known before they say what is usual.
    static let minimum = 5
    /// How many kinds are kept; the ones that ran longest ago go first.
    static let maximumKinds = 1_000

    /// The runs of one kind.
    package struct Runs: Codable, Hashable, Sendable {
        /// The kind.
        var kind: Kind
        /// How long each took, the latest last, in microseconds.
        var microseconds: [Int64]
    }

    /// The kinds, the one that ran last at the end.
    private(set) var runs: [Runs] = []

    /// An empty one.
    package init() {}

    /// Keeps the length of a run whose start was seen and that ended without a request of ours.
    mutating func record(_ duration: Duration, of kind: Kind) {
        var entry = Runs(kind: kind, microseconds: [])
        if let index = self.runs.firstIndex(where: { $0.kind == kind }) { entry = self.runs.remove(at: index) }
        entry.microseconds.append(duration.wholeMicroseconds)
        entry.microseconds.removeFirst(max(0, entry.microseconds.count - Self.capacity))
        self.runs.append(entry)
        self.runs.removeFirst(max(0, self.runs.count - Self.maximumKinds))
    }

    /// Forgets a run that has turned out to go on.
    mutating func takeBack(_ duration: Duration, of kind: Kind) {
        guard let index = self.runs.firstIndex(where: { $0.kind == kind }),
            let last = self.runs[index].microseconds.lastIndex(of: duration.wholeMicroseconds)
        else {
            return
        }
        self.runs[index].microseconds.remove(at: last)
        if self.runs[index].microseconds.isEmpty { self.runs.remove(at: index) }
    }

    /// How many runs of a kind are known.
    func count(of kind: Kind) -> Int {
        self.runs.first { $0.kind == kind }?.microseconds.count ?? 0
    }

    /// The 95th percentile of the runs of a kind, by the nearest rank; nil where too few are known.
    func usual(_ kind: Kind) -> Duration? {
        guard let runs = self.runs.first(where: { $0.kind == kind })?.microseconds.sorted(),
            runs.count >= Self.minimum
        else {
            return nil
        }
        let rank = (95 * runs.count + 99) / 100
        return .microseconds(runs[rank - 1])
    }
}
