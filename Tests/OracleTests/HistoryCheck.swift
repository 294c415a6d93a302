// SPDX-License-Identifier: Apache-2.0

/// Judges the histories of some seeds.
enum HistoryCheck {
    /// A history that broke something.
    struct Breach: Sendable {
        /// Its seed.
        var seed: UInt64
        /// The first of its violations of one judgement.
        var violation: Violation
    }

    /// What came of many histories.
    struct Outcome: Sendable {
        /// How many there were.
        var histories = 0
        /// How many inputs they had.
        var inputs = 0
        /// How many requests were asked for.
        var requests = 0
        /// What was broken, by judgement, in the order of the seeds.
        var breaches: [Judgement: [Breach]] = [:]

        /// The figures in a line.
        var summary: String {
            "\(self.histories) histories of \(self.inputs) inputs and \(self.requests) requests"
        }

        mutating func add(_ other: Outcome) {
            self.histories += other.histories
            self.inputs += other.inputs
            self.requests += other.requests
            for (judgement, breaches) in other.breaches {
                self.breaches[judgement, default: []] += breaches
            }
        }
    }

    /// Judges the history of one seed.
    static func check(_ seed: UInt64) -> Outcome {
        let played = Driver.play(ScriptMaker.script(seed))
        let requests = played.turns.reduce(0) { $0 + $1.reaction.requests.count }
        var outcome = Outcome(histories: 1, inputs: played.turns.count, requests: requests)
        for violation in Judged.violations(in: played) + Twins.violations(in: played)
        where outcome.breaches[violation.judgement] == nil {
            outcome.breaches[violation.judgement] = [Breach(seed: seed, violation: violation)]
        }
        return outcome
    }

    /// Judges the histories of some seeds, on as many threads as there are parts.
    static func check(_ seeds: [UInt64], parts: Int) async -> Outcome {
        var total = Outcome()
        await withTaskGroup(of: Outcome.self) { group in
            for part in 0..<max(1, parts) {
                let own = seeds.enumerated().filter { $0.offset % max(1, parts) == part }.map(\.element)
                group.addTask {
                    var outcome = Outcome()
                    for seed in own { outcome.add(Self.check(seed)) }
                    return outcome
                }
            }
            for await outcome in group { total.add(outcome) }
        }
        for judgement in total.breaches.keys { total.breaches[judgement]?.sort { $0.seed < $1.seed } }
        return total
    }

    /// The story of a breach: of a history that is as short as dropping inputs makes it.
    static func story(of breach: Breach) -> String {
        let record = Driver.play(ScriptMaker.script(breach.seed)).record
        let short = Shrinker.shrink(record, breaking: breach.violation.judgement)
        return Story.text(of: short, about: breach.violation.judgement)
    }
}
