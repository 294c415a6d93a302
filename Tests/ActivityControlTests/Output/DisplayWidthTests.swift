// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityControl

/// The cells of a text, and the cut to fewer cells.
@Suite struct DisplayWidthTests {
    @Test(
        "text is as wide as it shows",
        arguments: [
            ("", 0), ("Scanning", 8), ("é", 1), ("e\u{301}", 1), ("千と千尋", 8), ("한국어", 6), ("ｆｕｌｌ", 8), ("ﾊﾝｶｸ", 4),
            ("🎬", 2), ("🎬🍿 TV", 7), ("זיהוי", 5), ("مرحبا", 5), ("\u{1112}\u{1161}\u{11AB}", 2), ("𠮷", 2),
            ("\u{3134A}\u{31350}\u{323AF}", 6), ("\u{323B0}", 1), ("\u{1FAF6}\u{1FAF7}\u{1FAF8}", 6), ("\u{1FAF9}", 1),
            ("\u{3247}\u{3248}\u{324F}\u{3250}", 8), ("\u{4DBF}\u{4DC0}\u{4DFF}\u{4E00}", 8),
        ])
    func textIsAsWideAsItShows(text: String, cells: Int) {
        #expect(DisplayWidth.of(text) == cells)
    }

    @Test(
        "a longer text is cut between characters",
        arguments: [
            ("Scanning", 8, "Scanning"), ("Scanning", 7, "Scanni…"), ("千と千尋", 8, "千と千尋"), ("千と千尋", 7, "千と千…"),
            ("千と千尋", 6, "千と…"), ("🎬🍿", 2, "…"), ("e\u{301}tude", 3, "e\u{301}t…"), ("x", 0, ""),
        ])
    func aLongerTextIsCutBetweenCharacters(text: String, width: Int, kept: String) {
        #expect(DisplayWidth.cut(text, to: width) == kept)
        #expect(DisplayWidth.of(DisplayWidth.cut(text, to: width)) <= width)
    }

    @Test("a column always has the requested width", arguments: ["", "a", "千と千尋の神隠し", "🎬🍿", "a千", "שלום"])
    func aColumnAlwaysHasTheRequestedWidth(text: String) {
        for width in 1...12 { #expect(DisplayWidth.of(DisplayWidth.fit(text, to: width)) == width) }
    }
}
