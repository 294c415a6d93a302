// SPDX-License-Identifier: Apache-2.0

/// How long work of one kind usually takes, from runs whose start was seen and that ended without a request. Durations
/// are in microseconds.
package struct UsualDuration: Hashable, Sendable {
    /// The smallest number of runs from which a trend is told.
    package static let trendMinimum = 8
    /// The number of newest durations that are kept for a small picture.
    package static let recentLimit = 30

    /// The kind of work.
    package var kind: WorkRow
    /// The number of runs.
    package var count: Int
    /// The median.
    package var median: Int64
    /// The 95th percentile, by the nearest rank.
    package var percentile95: Int64
    /// The longest.
    package var longest: Int64
    /// The median of the newer half divided by the median of the older half; nil below ``trendMinimum`` runs.
    package var trend: Double?
    /// The newest durations, oldest first.
    package var recent: [Int64]

    /// The duration of these runs, in the order of time.
    ///
    /// - Returns: nil without a run.
    init?(kind: WorkRow, durations: [Int64]) {
        guard !durations.isEmpty else { return nil }
        let sorted = durations.sorted()
        self.kind = kind
        self.count = durations.count
        self.median = Self.percentile(50, of: sorted)
        self.percentile95 = Self.percentile(95, of: sorted)
        self.longest = sorted[sorted.count - 1]
        self.recent = Array(durations.suffix(Self.recentLimit))
        guard durations.count >= Self.trendMinimum else { return }
        let half = durations.count / 2
        let older = Self.percentile(50, of: durations.prefix(half).sorted())
        let newer = Self.percentile(50, of: durations.suffix(half).sorted())
        self.trend = Double(max(newer, 1)) / Double(max(older, 1))
    }

    /// The nearest rank of a percentile in sorted, non-empty durations.
    private static func percentile(_ percentage: Int, of sorted: [Int64]) -> Int64 {
        sorted[max(1, (percentage * sorted.count + 99) / 100) - 1]
    }

    /// The usual durations of runs, by kind. Kinds with the most work in total come first.
    static func all(of runs: [WorkRun], within span: TimeSpan) -> [UsualDuration] {
        var durations: [WorkRow: [Int64]] = [:]
        for run in runs {
            guard run.isBeginSeen, run.ending == .completed || run.ending == .ended,
                let end = run.end, span.begin <= end, run.begin < span.end
            else { continue }
            // Evidence leaves out the time in which nobody could see it.
            durations[run.kind, default: []].append(run.age > 0 ? run.age : end - run.begin)
        }
        return durations.compactMap { UsualDuration(kind: $0.key, durations: $0.value) }
            .sorted { left, right in
                let (leftWork, rightWork) = (
                    Double(left.median) * Double(left.count), Double(right.median) * Double(right.count)
                )
                return leftWork == rightWork ? left.kind < right.kind : leftWork > rightWork
            }
    }
}
