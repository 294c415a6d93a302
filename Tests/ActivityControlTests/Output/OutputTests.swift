// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

@testable import ActivityControl

/// Output to a terminal: colours if they are on, and no control characters from a server.
@Suite struct OutputTests {
    @Test(
        "colours are for terminals that want them",
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
            (true, ["TERM": "dumb"], false), (true, ["TERM": "xterm-256color"], true),
        ])
    func coloursAreForTerminalsThatWantThem(isTerminal: Bool, environment: [String: String], isOn: Bool) {
        let paint = Paint.forStandardOutput(isTerminal: isTerminal, environment: environment)
        #expect(paint.isOn == isOn)
        #expect(paint("word", .bad).contains("\u{1B}") == isOn)
        #expect(paint("", .bad).isEmpty)
    }

    @Test(
        "nothing from a server moves the cursor or turns the text",
        arguments: [
            ("\u{1B}[31mred\u{1B}[0m", "[31mred [0m"), ("a\u{202E}b", "a b"), ("a\u{9B}2Jb", "a 2Jb"),
            ("a\r\nb", "a b"),
            ("\u{1B}]0;title\u{7}x", "]0;title x"), ("a\u{200D}b", "a b"), ("❤\u{FE0F}", "❤"), ("👍\u{1F3FD}", "👍"),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{301}"), ("\u{2066}x\u{2069}", "x"),
        ])
    func nothingFromAServerMovesTheCursorOrTurnsTheText(text: String, line: String) {
        #expect(ScreenText.line(text) == line)
    }

    @Test(
        "JSON escapes characters that a terminal could interpret, and keeps its meaning",
        arguments: ["\u{1B}", "\u{7F}", "\u{9B}", "\u{202E}", "\u{2066}", "\u{FEFF}", "\u{E0041}", "\u{2028}"])
    func jsonEscapesCharactersThatATerminalCouldInterpretAndKeepsItsMeaning(bad: String) throws {
        let text = try JSONText.of(["title": "a\(bad)b 千 🎬"])
        #expect(!text.unicodeScalars.contains { bad.unicodeScalars.contains($0) })
        let read = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        #expect(read == ["title": "a\(bad)b 千 🎬"])
    }

    @Test(
        "a bar is full only when all is done",
        arguments: [
            (nil, "[..........]   -"), (0, "[----------]  0%"), (42, "[####------] 42%"), (99.9, "[#########-] 99%"),
            (100, "[##########]100%"), (-5, "[----------] -5%"), (1_000, "[##########]1000%"),
        ])
    func aBarIsFullOnlyWhenAllIsDone(percentage: Double?, text: String) {
        #expect(ProgressBar.text(percentage) + ProgressBar.number(percentage) == text)
    }

    @Test("columns line up by cells, and lines end at the terminal's width")
    func columnsLineUpByCellsAndLinesEndAtTheTerminalsWidth() {
        let table = TextTable(
            heading: ["A", "B"], rows: [["千", "one"], ["ab", "two, and a long text"], ["🎬x", ""]], width: 12)
        #expect(table.lines(Paint(isOn: false)) == ["A    B", "千   one", "ab   two, a…", "🎬x"])
    }

    @Test(
        "durations show their two largest units",
        arguments: [
            (0, "0s"), (59_999_999, "59s"), (60_000_000, "1m"), (1_865_000_000, "31m5s"), (90_000_000_000, "1d1h"),
            (-5, "0s"),
        ])
    func durationsShowTheirTwoLargestUnits(microseconds: Int64, text: String) {
        #expect(DurationWords.short(microseconds) == text)
    }
}
