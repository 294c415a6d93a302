// SPDX-License-Identifier: Apache-2.0

/// How long the runs of one kind usually take.
package struct UsualRuns: Hashable, Sendable {
    /// The kind.
    package var kind: WorkKind
    /// How many runs are known.
    package var count: Int
    /// The 95th percentile of their lengths, by the nearest rank.
    package var percentile95: Duration

    /// The runs of a kind.
    package init(kind: WorkKind, count: Int, percentile95: Duration) {
        self.kind = kind
        self.count = count
        self.percentile95 = percentile95
    }
}

extension RunHistory {
    /// How long the runs of each kind usually take, in the order of the kinds, also with few runs.
    package var usualRuns: [UsualRuns] {
        self.runs.filter { !$0.microseconds.isEmpty }
            .map { runs in
                let lengths = runs.microseconds.sorted()
                let rank = (95 * lengths.count + 99) / 100
                return UsualRuns(
                    kind: runs.kind, count: lengths.count, percentile95: .microseconds(lengths[rank - 1]))
            }
            .sorted { $0.kind < $1.kind }
    }
}
