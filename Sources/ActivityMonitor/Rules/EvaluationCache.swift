// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The values that several judgements of one poll share. Each is computed when it is first needed.
///
/// A reference, because judgements do not change the evaluator; it never leaves the evaluator that made it.
final class EvaluationCache {
    /// A count of starts: of one kind, within one time.
    struct Starts: Hashable {
        var kind: WorkKind
        var within: Duration
    }

    /// The number of lookups of activities; a test reads it.
    var lookups = 0
    /// The number of activities of each kind in the last snapshot, without activities whose rows contradict each other.
    var counts: [WorkKind: Int]?
    /// Whether each activity of a kind can show progress.
    var telling: [WorkKind: Bool] = [:]
    /// What each remedy would end.
    var coverage: Coverage?
    /// Whether each activity of a type can be told from the others, so that some can be picked.
    var pickable: [ActivityType: Bool] = [:]
    /// The numbers of starts.
    var starts: [Starts: Int] = [:]
    /// How long ago work of a type last moved or ended; a nil value means that none did as far as is remembered.
    var queues: [ActivityType: Duration?] = [:]
    /// The usual length of runs of a kind; a nil value means that too few runs are known.
    var usual: [WorkKind: Duration?] = [:]
}

extension RuleEvaluator {
    /// The number of activities of a kind in the last snapshot, without activities whose rows contradict each other.
    func count(of kind: WorkKind) -> Int {
        if let counts = self.cache.counts { return counts[kind] ?? 0 }
        var counts: [WorkKind: Int] = [:]
        for id in self.present {
            guard let tracked = self.activity(id), tracked.areValuesKnown else { continue }
            counts[WorkKind(of: tracked.activity), default: 0] += 1
        }
        self.cache.counts = counts
        return counts[kind] ?? 0
    }

    /// Whether every activity of a kind can show progress: only then does the kind's clock prove a standstill.
    func isTelling(_ kind: WorkKind, _ clock: KindClock) -> Bool {
        if let isTelling = self.cache.telling[kind] { return isTelling }
        let isTelling = clock.members.allSatisfy { self.activity($0)?.isTelling ?? true }
        self.cache.telling[kind] = isTelling
        return isTelling
    }

    /// The number of starts of a kind within a time.
    func starts(of kind: WorkKind, within: Duration) -> Int {
        let key = EvaluationCache.Starts(kind: kind, within: within)
        if let count = self.cache.starts[key] { return count }
        let count = self.starts.count(of: kind, within: within, at: self.now)
        self.cache.starts[key] = count
        return count
    }

    /// How long ago work of a type last moved or ended on the server; nil where none did as far as is remembered.
    ///
    /// Work that never moved counts only by its end: it may wait like the others.
    func queueStill(of type: ActivityType) -> Duration? {
        if let still = self.cache.queues[type] { return still }
        let moving = self.present.compactMap { id -> Duration? in
            guard let tracked = self.activity(id), tracked.activity.type == type, tracked.hasMoved else { return nil }
            return tracked.stalled.total
        }
        let ended = self.tracker.past.runs.values.compactMap { run -> Duration? in
            run.tracked.activity.type == type ? run.goneAt.duration(to: self.now) : nil
        }
        let still = (moving + ended).min()
        self.cache.queues[type] = .some(still)
        return still
    }

    /// The usual length of runs of a kind; nil where too few runs are known.
    func usual(_ kind: WorkKind) -> Duration? {
        if let usual = self.cache.usual[kind] { return usual }
        let usual = self.history.usual(kind)
        self.cache.usual[kind] = .some(usual)
        return usual
    }
}
