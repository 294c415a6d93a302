// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What all operations share while they take one poll, or while many of them end. Without it, each would look through
/// all others.
struct StopSweep: Hashable, Sendable {
    /// How many operations have an open request with each target.
    private(set) var open: [Remedy: Int] = [:]
    /// Of what each activity is a victim.
    private(set) var victims: [ActivityID: Victim] = [:]
    /// The kinds that cool down.
    var cooling: KindSet
    /// The operations that have ended, by number. They are removed together.
    var over: Set<Int> = []
    /// The kinds that cool down from now on, by the length of the cooldown.
    var ended: [Duration: Set<WorkKind>] = [:]

    /// Of what an activity is a victim.
    struct Victim: Hashable, Sendable {
        /// The number of the operation.
        var operation: Int
        /// The number of its decision.
        var decision: Int
    }

    /// The common knowledge of these operations.
    init(_ operations: [StopOperation], cooling: KindSet) {
        self.cooling = cooling
        for operation in operations { self.note(operation, insteadOf: nil) }
    }

    /// Takes what an operation has become; nil for one that has ended.
    mutating func note(_ operation: StopOperation?, insteadOf before: StopOperation?) {
        if let before {
            if let remedy = before.openRemedy, let count = self.open[remedy] {
                self.open[remedy] = count > 1 ? count - 1 : nil
            }
            // The parts of one that was split have taken over its other victims.
            for id in before.victims where self.victims[id]?.operation == before.id { self.victims[id] = nil }
        }
        guard let operation else { return }
        if let remedy = operation.openRemedy { self.open[remedy, default: 0] += 1 }
        for id in operation.victims {
            self.victims[id] = Victim(operation: operation.id, decision: operation.decision)
        }
    }
}

extension StopEngine {
    /// Begins to take a poll for all operations, or to end many.
    mutating func beginSweep(at now: Instant) {
        self.sweep = StopSweep(self.operations, cooling: self.limits.coolingKinds(at: now))
    }

    /// Removes the operations that have ended since ``beginSweep(at:)``, and lets their kinds cool down.
    mutating func endSweep(at now: Instant) {
        guard let sweep = self.sweep else { return }
        self.sweep = nil
        if !sweep.over.isEmpty { self.operations.removeAll { sweep.over.contains($0.id) } }
        for (duration, kinds) in sweep.ended.sorted(by: { $0.key < $1.key }) {
            self.limits.coolDown(kinds, for: duration, at: now)
        }
    }

    /// Takes an operation out.
    ///
    /// - Returns: whether it was the last one of its decision.
    mutating func remove(_ index: Int) -> Bool {
        let operation = self.operations[index]
        if self.sweep == nil { self.operations.remove(at: index) } else { self.sweep?.over.insert(operation.id) }
        let count = self.operationCounts[operation.decision] ?? 0
        self.operationCounts[operation.decision] = count > 1 ? count - 1 : nil
        return count <= 1
    }

    /// Lets kinds cool down from now on.
    mutating func coolDown(_ kinds: some Sequence<WorkKind>, for duration: Duration, at now: Instant) {
        guard self.sweep != nil else { return self.limits.coolDown(kinds, for: duration, at: now) }
        self.sweep?.ended[duration, default: []].formUnion(kinds)
        if duration > .zero { self.sweep?.cooling.formUnion(kinds) }
    }

    /// Whether one of these kinds cools down now.
    func isCoolingDown(_ kinds: [WorkKind], at now: Instant) -> Bool {
        let cooling = self.sweep?.cooling ?? self.limits.coolingKinds(at: now)
        return kinds.contains(where: cooling.mayContain)
    }
}
