// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

@testable import ActivityControl

/// One picture of the live view on screens of any size.
@Suite struct WatchFrameTests {
    private static let titles = [
        "Scanning Movies", "千と千尋の神隠しをスキャン中、とても長いタイトルなので切られる", "🎬🍿👨‍👩‍👧‍👦 Emoji and more emoji 🎉🎉🎉🎉",
        "זיהוי קרדיטים בסרט", "\u{202E}\u{1B}[2Jhostile\u{7}", "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}tude",
    ]

    private func lines(_ count: Int, columns: Int, rows: Int) -> [String] {
        let activities = (0..<count).map { index in
            Samples.scan("uuid-\(10_000 + index)", title: Self.titles[index % Self.titles.count])
        }
        let report = Samples.report(activities)
        return WatchFrame(
            servers: report.servers, size: Terminal.Size(columns: columns, rows: rows), paint: Paint(isOn: false)
        ).lines
    }

    @Test("it fits the screen", arguments: [(80, 24), (200, 50), (20, 4), (81, 25)], [0, 1, 6, 500, 1_500])
    func itFitsTheScreen(screen: (columns: Int, rows: Int), count: Int) {
        let lines = self.lines(count, columns: screen.columns, rows: screen.rows)
        #expect(lines.count <= screen.rows)
        for line in lines {
            #expect(DisplayWidth.of(line) <= screen.columns, "\(line)")
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .format })
        }
    }

    @Test("it says when nothing is going on")
    func itSaysWhenNothingIsGoingOn() {
        #expect(self.lines(0, columns: 80, rows: 24).last == "  no activities")
    }

    @Test("it says how many it does not show")
    func itSaysHowManyItDoesNotShow() {
        let lines = self.lines(500, columns: 80, rows: 24)
        #expect(lines.count == 24)
        // A heading of the server, one of the columns, and the last line.
        #expect(lines.last == "and 479 more activities")
        #expect(self.lines(1_500, columns: 80, rows: 24).last == "and 1479 more activities")
    }

    @Test("columns stand where they stand whatever is in the rows")
    func columnsStandWhereTheyStandWhateverIsInTheRows() {
        let lines = self.lines(6, columns: 200, rows: 24).dropFirst()
        let cells = lines.map { line in
            // The cells before the bar, or its heading.
            DisplayWidth.of(String(line.replacing("TYPE", with: "kind").prefix { $0 != "[" && $0 != "P" }))
        }
        #expect(Set(cells) == [40])
    }

    @Test("a server that does not answer says so")
    func aServerThatDoesNotAnswerSaysSo() {
        var report = Samples.report([])
        report.servers[0].state = "unreachable"
        report.servers[0].failures = 3
        let frame = WatchFrame(
            servers: report.servers, size: Terminal.Size(columns: 80, rows: 24), paint: Paint(isOn: false))
        #expect(frame.lines[0].hasPrefix("home: unreachable for 3 polls"))
        #expect(frame.lines[1] == "  activities unknown")
    }
}
