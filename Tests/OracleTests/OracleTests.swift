// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// The core, judged by the oracle on random histories.
@Suite struct OracleTests {
    @Test func `Random histories break nothing`() {
        let count = Environment.number("ORACLE_HISTORIES") ?? 200
        let first = Environment.number("ORACLE_SEED") ?? 1
        var found: [String: (count: Int, first: UInt64, words: String)] = [:]
        var steps = 0
        var requests = 0
        for seed in first..<(first + count) {
            let record = Driver<MonitorCore>.play(ScriptMaker.script(seed))
            let result = Judged<MonitorCore>.run(record, keepsTurns: true)
            steps += record.steps.count
            requests += result.turns.reduce(0) { $0 + $1.reaction.requests.count }
            for violation in result.violations {
                var entry = found[violation.judgement.rawValue] ?? (0, seed, "\(violation)")
                entry.count += 1
                found[violation.judgement.rawValue] = entry
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
    static func number(_ name: String) -> UInt64? {
        unsafe getenv(name).flatMap { unsafe UInt64(String(cString: $0)) }
    }
}
