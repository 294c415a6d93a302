// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What several judgements of one poll share, each value computed when it is first asked for.
///
/// A reference, because judgements do not change the evaluator; it never leaves the evaluator that made it.
final class EvaluationCache {
    /// The starts of one kind within one time.
    struct Starts: Hashable {
        var kind: Kind
        var within: Duration
    }

    /// How many activities have been looked up; for the test of what rules cost.
    var lookups = 0
    /// How many activities of each kind the last snapshot shows, those with contradictory rows left out.
    var counts: [Kind: Int]?
    /// Whether each activity of a kind can show progress.
    var telling: [Kind: Bool] = [:]
    /// How often work started.
    var starts: [Starts: Int] = [:]
    /// How long runs of a kind usually take; nil as a value where too few are known.
    var usual: [Kind: Duration?] = [:]
}

extension RuleEvaluator {
    /// How many activities of a kind the last snapshot shows, those with contradictory rows left out.
    func count(of kind: Kind) -> Int {
        if let counts = self.cache.counts { return counts[kind] ?? 0 }
        var counts: [Kind: Int] = [:]
        for id in self.present {
            guard let tracked = self.activity(id), tracked.areValuesKnown else { continue }
            counts[Kind(of: tracked.activity), default: 0] += 1
        }
        self.cache.counts = counts
        return counts[kind] ?? 0
    }

    /// Whether every activity of a kind can show progress, so that its clock tells a standstill.
    func isTelling(_ kind: Kind, _ clock: KindClock) -> Bool {
        if let isTelling = self.cache.telling[kind] { return isTelling }
        let isTelling = clock.members.allSatisfy { self.activity($0)?.isTelling ?? true }
        self.cache.telling[kind] = isTelling
        return isTelling
    }

    /// How often work of a kind started within a time.
    func starts(of kind: Kind, within: Duration) -> Int {
        let key = EvaluationCache.Starts(kind: kind, within: within)
        if let count = self.cache.starts[key] { return count }
        let count = self.starts.count(of: kind, within: within, at: self.now)
        self.cache.starts[key] = count
        return count
    }

    /// How long runs of a kind usually take; nil where too few are known.
    func usual(_ kind: Kind) -> Duration? {
        if let usual = self.cache.usual[kind] { return usual }
        let usual = self.history.usual(kind)
        self.cache.usual[kind] = .some(usual)
        return usual
    }
}
