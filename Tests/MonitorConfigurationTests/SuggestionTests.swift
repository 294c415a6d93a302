// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MonitorConfiguration

@Suite("Suggestions")
struct SuggestionTests {
    private static let words = ["name", "url", "poll-interval", "request-timeout", "library.update.section"]

    @Test(
        "name the word that was probably meant",
        arguments: [
            ("nmae", "name"), ("nam", "name"), ("NAME", "name"), ("ulr", "url"), ("poll_interval", "poll-interval"),
            ("pol-intervall", "poll-interval"), ("library.update.sections", "library.update.section"),
        ])
    func near(text: String, word: String) {
        #expect(Suggestion.nearest(to: text, among: Self.words) == word)
    }

    @Test(
        "are not made where nothing is near",
        arguments: ["", "x", "frequency", "named-entity", String(repeating: "name", count: 100_000)])
    func far(text: String) {
        #expect(Suggestion.nearest(to: text, among: Self.words) == nil)
    }
}
