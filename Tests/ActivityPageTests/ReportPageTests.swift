// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ActivityPage
import Testing

@Suite("The page of a report")
struct ReportPageTests {
    private static let begin = SampleJournal.beginning

    private static func page(_ report: Report, clock: PageClock = .universal) -> String {
        let page = ReportPage(report, clock: clock, maker: "test", made: report.span.end)
        return String(decoding: page.bytes(), as: UTF8.self)
    }

    private static func week() -> Report {
        SampleJournal.week().report(from: Self.begin, until: Self.begin + 7 * SampleJournal.day)
    }

    @Test("every element is closed, and nothing is loaded or run")
    func wellFormed() throws {
        let page = Self.page(Self.week())
        try #require(page.hasPrefix("<!doctype html>\n"))
        #expect(TagChecker.problem(in: page.dropFirst("<!doctype html>\n".count)) == nil)
        for word in ["<script", "javascript:", "http://", "https://", "@import", "onclick", " style="] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test("a standalone drawing is closed XML without scripts")
    func drawing() {
        let drawing = String(decoding: StandaloneDrawing(Self.week(), clock: .universal).bytes(), as: UTF8.self)
        #expect(TagChecker.problem(in: drawing[...]) == nil)
        #expect(drawing.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(!drawing.contains("<script") && !drawing.contains("foreignObject"))
        #expect(drawing.contains("TV Shows"))
    }

    @Test(
        "hostile texts stay texts",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; --></style><svg onload=x>",
            "\u{202E}evil\u{0}\u{1B}[31m", String(repeating: "Z\u{0301}", count: 10_000), "&lt;b&gt;", "]]>",
        ])
    func hostile(text: String) {
        var journal = SampleJournal()
        let fields = journal.run(
            text, on: text, section: (text, text), title: text, subtitle: text, at: Self.begin,
            length: SampleJournal.hour)
        var rule = fields
        rule[.rule] = text
        rule[.ruleMode] = text
        rule[.reason] = text
        for kind in EventKind.allCases { journal.add(kind, at: Self.begin + SampleJournal.minute, rule) }
        var report = journal.report(from: Self.begin, until: Self.begin + 2 * SampleJournal.day)
        report.suggestions = [Report.Suggestion(name: text, text: text)]
        for page in [
            Self.page(report).dropFirst("<!doctype html>\n".count),
            String(decoding: StandaloneDrawing(report, clock: .universal).bytes(), as: UTF8.self)[...],
        ] {
            #expect(TagChecker.problem(in: page) == nil)
            #expect(!page.contains("<script") && !page.contains("<img") && !page.contains(" onload=x>"))
            #expect(!page.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{0}" || $0 == "\u{1B}" })
            #expect(page.utf8.count < 200_000)
        }
    }

    @Test("hidden titles appear nowhere")
    func hiddenTitles() {
        var journal = SampleJournal()
        journal.add(
            .started, at: Self.begin,
            [
                .server: "home", .activityUUID: "a", .activityType: "media.generate.bif",
                .activityTitle: "A secret film", .activitySubtitle: "Part 2",
            ], showsTitles: false)
        let page = Self.page(journal.report(from: Self.begin, until: Self.begin + SampleJournal.day))
        #expect(page.contains("Video previews"))
        #expect(!page.contains("secret") && !page.contains("Part 2"))
    }

    @Test("a page of very many runs keeps its size, and says what shares a bar")
    func size() {
        var journal = SampleJournal(seed: 7)
        for _ in 0..<60_000 {
            // Runs of some pixels with gaps of some pixels: the worst for a merger.
            let at = Self.begin + journal.below(28 * SampleJournal.day)
            journal.run(
                "type.\(journal.below(30))", on: "server \(journal.below(3))", title: "Title \(at)", at: at,
                length: 2 * SampleJournal.minute + journal.below(8 * SampleJournal.minute))
        }
        let report = journal.report(from: Self.begin, until: Self.begin + 28 * SampleJournal.day)
        let page = Self.page(report)
        #expect(page.utf8.count <= ReportPage.sizeLimit)
        #expect(page.contains("shares a bar where no pixel could show it apart"))
        #expect(page.contains("60,000 activities"))
        #expect(StandaloneDrawing(report, clock: .universal).bytes().count <= ReportPage.sizeLimit)
    }

    @Test("the first sentence says what the rules did")
    func summary() {
        let page = Self.page(Self.week())
        #expect(
            page.contains(
                "activities. Rules stopped 1. 1 went on in spite of a rule. Rules that observe would have stopped 1."))
    }

    @Test("a long list of moments says how many it leaves out")
    func manyMoments() {
        var journal = SampleJournal()
        var fields = journal.run("media.generate.bif", at: Self.begin, length: SampleJournal.hour)
        fields[.rule] = "r"
        for number in Int64(0)..<300 { journal.add(.ruleFired, at: Self.begin + number, fields) }
        let page = Self.page(journal.report(from: Self.begin, until: Self.begin + SampleJournal.day))
        #expect(page.contains("The newest 200 of 300."))
    }

    @Test("days are those of the reader's zone")
    func zone() {
        var journal = SampleJournal()
        journal.run("media.generate.bif", at: Self.begin + 23 * SampleJournal.hour, length: SampleJournal.minute)
        let report = journal.report(from: Self.begin, until: Self.begin + SampleJournal.day)
        #expect(Self.page(report).contains("23:00 to 23:01"))
        let ahead = Self.page(report, clock: .ahead(hours: 2))
        #expect(ahead.contains("01:00 to 01:01"))
        #expect(ahead.contains("<b>Sun 22 Nov</b>"))
    }

    @Test("a report without events says so")
    func empty() {
        let page = Self.page(SampleJournal().report(from: Self.begin, until: Self.begin + SampleJournal.day))
        #expect(page.contains("Nothing ran in this time"))
        #expect(page.contains("No rule acted"))
        let drawing = StandaloneDrawing(
            SampleJournal().report(from: Self.begin, until: Self.begin), clock: .universal)
        #expect(TagChecker.problem(in: String(decoding: drawing.bytes(), as: UTF8.self)[...]) == nil)
    }

    @Test("a span that ends before it begins, and one of a century, are drawn too")
    func oddSpans() {
        for end in [Self.begin - 1, Self.begin, Self.begin + 36_525 * SampleJournal.day] {
            let page = Self.page(SampleJournal.week().report(from: Self.begin, until: end))
            #expect(TagChecker.problem(in: page.dropFirst("<!doctype html>\n".count)) == nil)
            #expect(page.utf8.count <= ReportPage.sizeLimit)
        }
    }
}
