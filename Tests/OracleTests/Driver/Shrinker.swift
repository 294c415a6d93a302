// SPDX-License-Identifier: Apache-2.0

/// Makes a history that breaks a judgement short: drops inputs for as long as it still breaks the same one.
enum Shrinker {
    /// The shortest record found that still breaks the judgement.
    static func shrink(_ record: Record, breaking judgement: Judgement, on core: Core = Core()) -> Record {
        var best = record
        if let first = Self.firstBreach(of: best, judgement, core) {
            var cut = best
            cut.steps = Array(best.steps.prefix(first + 1))
            if Self.breaks(cut, judgement, core) { best = cut }
        }
        var size = max(1, best.steps.count / 2)
        while true {
            var start = 0
            var hasShrunk = false
            while start < best.steps.count {
                var candidate = best
                candidate.steps.removeSubrange(start..<min(start + size, best.steps.count))
                if Self.breaks(candidate, judgement, core) {
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

    private static func breaks(_ record: Record, _ judgement: Judgement, _ core: Core) -> Bool {
        // Without a configuration the service does not start, at the begin and after each crash.
        guard case .configure? = record.steps.first?.stimulus else { return false }
        for (step, next) in zip(record.steps, record.steps.dropFirst() + [record.steps[0]]) {
            guard case .crash = step.stimulus else { continue }
            guard case .configure = next.stimulus else { return false }
        }
        return Judged.run(record, on: core).violations.contains { $0.judgement == judgement }
    }

    /// The step at which the judgement is broken first.
    private static func firstBreach(of record: Record, _ judgement: Judgement, _ core: Core) -> Int? {
        guard let at = Judged.run(record, on: core).violations.first(where: { $0.judgement == judgement })?.at else {
            return nil
        }
        return record.steps.lastIndex { $0.at <= at }
    }
}
