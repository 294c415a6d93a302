// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The conditions of a rule, each with what was found, what was asked for and whether it holds, as a tree for people.
///
/// ```
/// all of
/// ├─ true     no-progress-for   31m  (limit 30m)
/// └─ unknown  streams-at-least  ?    (limit 1): the sessions could not be read
/// ```
struct PredicateTree {
    /// The conditions, in the order of the rule.
    let predicates: [Predicate]

    /// The lines of the tree; nothing in them can move a terminal's cursor.
    ///
    /// - Parameters:
    ///   - heading: What holds when all of the conditions do.
    ///   - paint: Colours a word by whether it holds; without it, nothing is coloured.
    func lines(heading: String = "all of", paint: (String, Truth) -> String = { word, _ in word }) -> [String] {
        guard !self.predicates.isEmpty else { return ["no conditions were noted"] }
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

    /// The texts, each with blanks up to the length of the longest.
    private static func padded(_ texts: [String]) -> [String] {
        let width = texts.map { DisplayWidth.of($0) }.max() ?? 0
        return texts.map { DisplayWidth.fit($0, to: width) }
    }
}
