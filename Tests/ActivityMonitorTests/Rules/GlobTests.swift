// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@Suite struct GlobTests {
    @Test(
        "a star is any text, a question mark any one character",
        arguments: [
            ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything", true), ("?", "", false),
            ("?", "a", true),
            ("?", "ab", false), ("a*", "abc", true), ("*c", "abc", true), ("a*c", "ac", true), ("a*c", "abd", false),
            ("a*b*c", "aXbYbZc", true), ("*a*", "bab", true), ("a**b", "ab", true), ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("[a]", "a", false), ("[a]", "[a]", true), ("a.c", "abc", false), ("\\*", "\\anything", true),
            ("é?", "éü", true),
        ])
    func aStarIsAnyTextAQuestionMarkAnyOneCharacter(pattern: String, text: String, matches: Bool) {
        #expect(Glob(pattern).matches(text) == matches)
    }

    @Test("case counts unless it is ignored")
    func caseCountsUnlessItIsIgnored() {
        #expect(!Glob("Movies*").matches("movies 4K"))
        #expect(Glob("Movies*", ignoringCase: true).matches("MOVIES 4K"))
    }

    @Test("wildcards are noticed", arguments: [("a", false), ("a*", true), ("?", true), ("[a]", false)])
    func wildcardsAreNoticed(pattern: String, expected: Bool) {
        #expect(Glob(pattern).hasWildcard == expected)
    }

    @Test("no pattern is expensive")
    func noPatternIsExpensive() {
        let text = String(repeating: "a", count: 2_000)
        let pattern = String(repeating: "*a", count: 100) + "*b"
        let start = ContinuousClock.now
        #expect(!Glob(pattern).matches(text))
        // With backtracking over every star this would take longer than the universe is old.
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
