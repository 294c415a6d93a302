// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexModel

/// Judges ``Judgement/predicates``: durations in `PLEX_PREDICATES` lie between two bounds, and decide as they say.
struct PredicateJudge: Judge {
    /// One condition as an event tells it.
    private struct Told: Decodable {
        var condition: String
        var value: String?
        var threshold: String
        var result: String
    }

    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        guard case .poll = turn.stimulus else { return [] }
        var violations: [Violation] = []
        for telling in turn.reaction.tellings {
            // What is told of a request is as old as the decision; these are told of this very poll.
            guard ["rule-pending", "would-stop", "rule-fired", "rule-undecided"].contains(telling.kind),
                let name = telling[.server], let entry = scene.entries[name], let id = telling.uuid,
                let trail = entry.trails[id], let rule = telling[.rule].flatMap({ scene.setup.rule($0) })
            else {
                continue
            }
            func wrong(_ words: String) {
                violations.append(
                    Violation(
                        judgement: .predicates, at: turn.at, words: "\(telling.kind) of \(id) by \(rule.name): \(words)"
                    ))
            }
            guard let json = telling[.predicates],
                let told = try? JSONDecoder().decode([Told].self, from: Data(json.utf8)), !told.isEmpty
            else {
                wrong("no predicates that can be read")
                continue
            }
            for predicate in told {
                guard let value = predicate.value.flatMap({ Self.span($0) }) else { continue }
                if let limit = Self.span(predicate.threshold), (value >= limit) != (predicate.result == "true") {
                    wrong("\(predicate.condition) \(value.inSeconds) of \(limit.inSeconds) is \(predicate.result)")
                }
                guard let bounds = self.bounds(predicate.condition, rule, trail, entry) else { continue }
                // Above a minute the text leaves out less than a second.
                if value > bounds.most {
                    wrong("\(predicate.condition) \(value.inSeconds), at most \(bounds.most.inSeconds)")
                }
                if value + (value >= 60_000 ? 999 : 0) < bounds.least {
                    wrong("\(predicate.condition) \(value.inSeconds), at least \(bounds.least.inSeconds)")
                }
            }
        }
        return violations
    }

    private func bounds(
        _ condition: String, _ rule: RuleDraft, _ trail: Trail, _ entry: EntryScene
    ) -> (least: Milliseconds, most: Milliseconds)? {
        let kind = entry.kinds[trail.kind]
        switch (condition, rule.scope) {
        case ("running-for", .activity): return (trail.leastAge.total, trail.age.total)
        case ("no-progress-for", .activity): return (trail.leastStall.total, trail.mostStall)
        case ("running-for", .kind): return kind.map { ($0.leastAge.total, $0.mostAge) }
        case ("no-progress-for", .kind): return kind.map { (0, $0.mostStall) }
        default: return nil
        }
    }

    /// The span of a text such as `1h30m` or `59s582ms`.
    private static func span(_ text: String) -> Milliseconds? {
        let units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
        var rest = Substring(text)
        var span = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber }
            guard let number = Int(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let unit = units.first(where: { rest.hasPrefix($0.0) }) else { return nil }
            rest = rest.dropFirst(unit.0.count)
            span += number * unit.1
        }
        return span
    }
}
