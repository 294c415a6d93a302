// SPDX-License-Identifier: Apache-2.0

/// Makes a history that breaks something short: drops inputs for as long as it still breaks the same.
enum Shrinker {
    /// The shortest record found that still breaks the judgement.
    static func shrink(_ record: Record, breaking judgement: Judgement, on core: Core = Core()) -> Record {
        Self.shrink(record) { Self.firstBreach(of: $0, judgement, core) }
    }

    /// The shortest record found in which something still is broken, as a closure says by the moment of the first breach.
    private static func shrink(_ record: Record, _ firstBreach: (Record) -> Moment?) -> Record {
        var best = record
        if let at = firstBreach(record) {
            var cut = record
            cut.steps = record.steps.filter { $0.at <= at }
            if firstBreach(cut) != nil { best = cut }
        }
        var size = max(1, best.steps.count / 2)
        while true {
            var start = 0
            var hasShrunk = false
            while start < best.steps.count {
                var candidate = best
                candidate.steps.removeSubrange(start..<min(start + size, best.steps.count))
                if Self.isWhole(candidate), firstBreach(candidate) != nil {
                    best = candidate
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            if size == 1, !hasShrunk { return best }
            size = max(1, size / 2)
        }
    }

    /// Whether the service is configured at the begin and after each crash: without that it does not start.
    private static func isWhole(_ record: Record) -> Bool {
        guard case .configure? = record.steps.first?.stimulus else { return false }
        for index in record.steps.indices {
            guard case .crash = record.steps[index].stimulus else { continue }
            guard index + 1 < record.steps.count, case .configure = record.steps[index + 1].stimulus else {
                return false
            }
        }
        return true
    }

    /// When the judgement is broken first; nil where it is not.
    private static func firstBreach(of record: Record, _ judgement: Judgement, _ core: Core) -> Moment? {
        let played = Judged.replay(record, on: core)
        let violations = judgement == .twins ? Twins.violations(in: played, on: core) : Judged.violations(in: played)
        return violations.first { $0.judgement == judgement }?.at
    }
}
