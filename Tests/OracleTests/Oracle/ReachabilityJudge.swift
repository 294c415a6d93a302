// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/reachability``: failures are told on the transition, then every tenth; the end of them once.
struct ReachabilityJudge: Judge {
    private var failures: [String: Int] = [:]
    private var wasRefused: [String: Bool] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        if case .crash = turn.stimulus {
            self.failures = [:]
            self.wasRefused = [:]
        }
        var violations: [Violation] = []
        func wrong(_ words: String) {
            violations.append(Violation(judgement: .reachability, at: turn.at, words: words))
        }
        let told = turn.reaction.tellings.filter {
            ["server-unreachable", "server-reachable", "authentication-refused"].contains($0.kind)
        }
        guard case .poll(let name, _, let answer, _) = turn.stimulus, scene.entries[name] != nil else {
            if !told.isEmpty { wrong("\(told[0].kind) without a poll") }
            return violations
        }
        var expected: String?
        let failures = self.failures[name] ?? 0
        switch answer {
        case .list:
            if scene.entries[name]?.isStale == true { return violations }
            if failures > 0 { expected = "server-reachable" }
            self.failures[name] = 0
            self.wasRefused[name] = false
        case .failure(let isRefused):
            let isOther = failures > 0 && self.wasRefused[name] != isRefused
            if failures == 0 || isOther || (failures + 1).isMultiple(of: 10) {
                expected = isRefused ? "authentication-refused" : "server-unreachable"
            }
            self.failures[name] = failures + 1
            self.wasRefused[name] = isRefused
        }
        if told.map(\.kind) != [expected].compactMap(\.self) {
            wrong("after \(failures) failures: \(told.map(\.kind)) instead of \(expected ?? "nothing")")
        }
        return violations
    }
}
