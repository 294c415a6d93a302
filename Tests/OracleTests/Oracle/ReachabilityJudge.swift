// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/reachability``: failures are told on the transition, then every tenth; the end of them once. A
/// transition is told three times an hour at most, and its end only where it was told.
struct ReachabilityJudge: Judge {
    /// When transitions to each kind of failure were told, by entry and kind.
    private var transitions: [String: [Moment]] = [:]
    private var isTold: [String: Bool] = [:]
    private var failures: [String: Int] = [:]
    private var wasRefused: [String: Bool] = [:]

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        if case .crash = turn.stimulus {
            self.failures = [:]
            self.wasRefused = [:]
            self.transitions = [:]
            self.isTold = [:]
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
            if failures > 0, self.isTold[name] == true { expected = "server-reachable" }
            self.isTold[name] = false
            self.failures[name] = 0
            self.wasRefused[name] = false
        case .failure(let isRefused):
            let isOther = failures > 0 && self.wasRefused[name] != isRefused
            let key = "\(name) \(isRefused)"
            let recent = (self.transitions[key] ?? []).filter { turn.at - $0 < .minutes(60) }
            let isTransition = (failures == 0 || isOther) && recent.count < 3
            if isTransition { self.transitions[key] = recent + [turn.at] }
            if isTransition || (failures + 1).isMultiple(of: 10) {
                expected = isRefused ? "authentication-refused" : "server-unreachable"
                self.isTold[name] = true
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
