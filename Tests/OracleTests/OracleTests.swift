// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// The core, judged by the oracle on random histories.
///
/// The environment says how many (`ORACLE_HISTORIES`), from which seed on (`ORACLE_SEED`), and which part of them, for runs
/// that are split over processes (`ORACLE_PART`, such as `1/4`). Without it there are some fixed ones and a random one.
@Suite struct OracleTests {
    /// How many histories are judged where the environment names no number.
    private static let share: UInt64 = 120

    /// After how many histories the figures are printed.
    private static let slice = 50_000

    private static let outcome = Task { await Self.run() }

    private static func run() async -> HistoryCheck.Outcome {
        let first = Environment.number("ORACLE_SEED") ?? 1
        let count = Environment.number("ORACLE_HISTORIES") ?? Self.share
        var seeds = Array(first..<(first + count))
        if let (part, parts) = Environment.part { seeds = seeds.filter { $0 % parts == part - 1 } }
        if Environment.number("ORACLE_SEED") == nil { seeds.append(UInt64.random(in: 1_000_000_000...9_999_999_999)) }
        print("oracle: seeds \(seeds.first ?? 0) to \(seeds.last ?? 0)")
        let begin = ContinuousClock.now
        let threads = Environment.number("ORACLE_THREADS").map { Int($0) } ?? 2
        var outcome = HistoryCheck.Outcome()
        for start in stride(from: 0, to: seeds.count, by: Self.slice) {
            let slice = Array(seeds[start..<min(start + Self.slice, seeds.count)])
            outcome.add(await HistoryCheck.check(slice, parts: threads))
            print("oracle: \(outcome.summary), in \(ContinuousClock.now - begin)")
        }
        return outcome
    }

    @Test("random histories stand the judgement", arguments: Judgement.allCases)
    func randomHistoriesStandTheJudgement(_ judgement: Judgement) async {
        let breaches = await Self.outcome.value.breaches[judgement] ?? []
        guard let first = breaches.first else { return }
        let words =
            "\(judgement.rawValue) is broken by \(breaches.count) histories:\n"
            + breaches.prefix(25).map { "seed \($0.seed): \($0.violation)\n" }.joined() + HistoryCheck.story(of: first)
        Issue.record("\(words)")
    }
}

/// What the environment says.
enum Environment {
    /// The text in a variable.
    static func text(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }

    /// The number in a variable.
    static func number(_ name: String) -> UInt64? { Self.text(name).flatMap { UInt64($0) } }

    /// The part of a run that this process has, such as `1/4`.
    static var part: (part: UInt64, parts: UInt64)? {
        let numbers = Self.text("ORACLE_PART")?.split(separator: "/").compactMap { UInt64($0) } ?? []
        guard numbers.count == 2, numbers[1] > 0, (1...numbers[1]).contains(numbers[0]) else { return nil }
        return (numbers[0], numbers[1])
    }
}
