// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// The core, judged by the oracle on random histories.
@Suite struct OracleTests {
    @Test func `Random histories break nothing`() {
        let count = Environment.number("ORACLE_HISTORIES") ?? 200
        let first = Environment.number("ORACLE_SEED") ?? 1
        let wanted = Environment.text("ORACLE_ONLY")
        var found: [String: (count: Int, first: UInt64, words: String)] = [:]
        var steps = 0
        var requests = 0
        for seed in first..<(first + count) {
            let record = Driver<MonitorCore>.play(ScriptMaker.script(seed))
            let result = Judged<MonitorCore>.run(record, keepsTurns: true)
            steps += record.steps.count
            requests += result.turns.reduce(0) { $0 + $1.reaction.requests.count }
            for judgement in Set(result.violations.map(\.judgement)) {
                let violation = result.violations.first { $0.judgement == judgement }
                var entry = found[judgement.rawValue] ?? (0, seed, "\(violation?.words ?? "")")
                entry.count += 1
                found[judgement.rawValue] = entry
                if wanted == judgement.rawValue ? entry.count <= 3 : wanted == "all" && entry.count == 1 {
                    let short = Shrinker<MonitorCore>.shrink(record, breaking: judgement)
                    print(Story.text(of: short, told: MonitorCore.self, about: judgement))
                }
            }
        }
        print("\(count) histories, \(steps) steps, \(requests) requests")
        for (name, entry) in found.sorted(by: { $0.key < $1.key }) {
            print("\(name): \(entry.count), first in \(entry.first): \(entry.words)")
        }
    }
}

/// What the environment says.
enum Environment {
    /// The number in a variable.
    static func number(_ name: String) -> UInt64? { Self.text(name).flatMap { UInt64($0) } }

    /// The text in a variable.
    static func text(_ name: String) -> String? { unsafe getenv(name).map { unsafe String(cString: $0) } }
}
