// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The conditions of a rule as a tree for people: each with its truth value, its value and its limit.
///
/// ```
/// all of
/// ├─ true     no-progress-for   31m  (limit 30m)
/// └─ unknown  streams-at-least  ?    (limit 1): the sessions could not be read
/// ```
struct PredicateTree {
    /// The conditions, in the order of the rule.
    let predicates: [Predicate]

    /// The lines of the tree, without control characters.
    ///
    /// - Parameters:
    ///   - heading: the statement that holds if all conditions hold.
    ///   - paint: colours a word by a truth value; the default adds no colour.
    func lines(heading: String = "all of", paint: (String, Truth) -> String = { word, _ in word }) -> [String] {
        guard !self.predicates.isEmpty else { return ["the entry has no conditions"] }
        let names = Self.padded(self.predicates.map { ScreenText.line($0.condition, limit: 64) })
        let values = Self.padded(
            self.predicates.map { $0.value.map { text in ScreenText.line(text, limit: 64) } ?? "?" })
        let words = Self.padded(self.predicates.map(\.truth.word))
        let branches = self.predicates.indices.map { index in
            let branch = index == self.predicates.count - 1 ? "└─" : "├─"
            let predicate = self.predicates[index]
            let why =
                if case .unknown(let reason) = predicate.truth { ": \(ScreenText.line(reason, limit: 160))" } else {
                    ""
                }
            let limit = ScreenText.line(predicate.threshold, limit: 160)
            return "\(branch) \(paint(words[index], predicate.truth))  \(names[index])  \(values[index])"
                + "  (limit \(limit))\(why)"
        }
        return [heading] + branches
    }

    /// The texts, padded to the width of the longest.
    private static func padded(_ texts: [String]) -> [String] {
        let width = texts.map { DisplayWidth.of($0) }.max() ?? 0
        return texts.map { DisplayWidth.fit($0, to: width) }
    }
}
