// SPDX-License-Identifier: Apache-2.0

/// How often work of one kind showed no sign of life. Durations are in microseconds.
package struct StallRecord: Hashable, Sendable {
    /// The kind of work.
    package var kind: WorkRow
    /// The number of stalls.
    package var count: Int
    /// The longest stall.
    package var longest: Int64
    /// All stalls together.
    package var total: Int64
    /// When the last one ended, in microseconds since 1970-01-01 UTC.
    package var last: Int64

    /// The stalls of runs, by kind. The kinds that lost the most time come first.
    static func all(of runs: [WorkRun], within span: TimeSpan) -> [StallRecord] {
        var records: [WorkRow: StallRecord] = [:]
        for run in runs {
            for stall in run.stalls {
                guard let part = stall.clipped(to: span) else { continue }
                var record =
                    records[run.kind] ?? StallRecord(kind: run.kind, count: 0, longest: 0, total: 0, last: 0)
                record.count += 1
                record.longest = max(record.longest, part.length)
                record.total += part.length
                record.last = max(record.last, part.end)
                records[run.kind] = record
            }
        }
        return records.values.sorted { $0.total == $1.total ? $0.kind < $1.kind : $0.total > $1.total }
    }
}
