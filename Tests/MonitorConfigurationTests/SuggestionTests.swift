// SPDX-License-Identifier: Apache-2.0
import PlexModel
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
        "name the type that people mean by an everyday word",
        arguments: [
            ("scan", "library.update.section"), ("Library Scans", "library.update.section"),
            ("libary.update.section", "library.update.section"), ("library.metadata", "library.update.item.metadata"),
            ("credits", "media.generate.credits"), ("intro-detection", "media.generate.intros"),
            ("video preview thumbnails", "media.generate.bif"), ("dvr", "grabber.grab"), ("buttler", "butler"),
            ("glass", nil), ("some.newer.work", nil), ("", nil),
        ] as [(String, String?)])
    func type(text: String, type: String?) {
        #expect(Suggestion.nearestType(to: text)?.rawValue == type)
    }

    @Test(
        "are not made where nothing is near",
        arguments: ["", "x", "frequency", "named-entity", String(repeating: "name", count: 100_000)])
    func far(text: String) {
        #expect(Suggestion.nearest(to: text, among: Self.words) == nil)
    }
}
