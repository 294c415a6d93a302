// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityMonitor
@testable import ActivityPage

@Suite("The pages of the program for browsers")
struct WebPageTests {
    private static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\u{202E}evil\u{0}\u{1B}[31m\n",
        String(repeating: "Z\u{0301}", count: 10_000), "', javascript:alert(1)", "../../x?y#z",
    ]

    /// A status in which every text is the same.
    private static func status(_ text: String) -> PageStatus {
        return PageStatus(
            health: .down(text), pause: text, rejectedConfiguration: text,
            servers: [
                PageStatus.Server(
                    name: text, state: text, version: text, stream: text, heldBack: text, failure: text,
                    breakers: [(text, text)], activityCount: 9,
                    activities: [
                        PageStatus.Activity(
                            uuid: text, type: text, title: text, subtitle: text, progress: .nan, section: text,
                            age: .max, stalled: .max,
                            pending: [PendingStatus(rule: text, mode: text, remainingMicroseconds: .min)],
                            stop: (text, text))
                    ])
            ])
    }

    /// All pages about a status.
    private static func pages(_ status: PageStatus, text: String) throws -> [String] {
        let day = SampleJournal.week().report(
            from: SampleJournal.beginning, until: SampleJournal.beginning + SampleJournal.day)
        let rows = [EventsPage.Row(at: 1, priority: .error, kind: text, server: text, message: text)]
        let server = try #require(status.servers.first?.name)
        let pages = [
            StatusPage(status, day: day, clock: .universal).bytes(),
            StatusPage(status, day: nil, clock: .universal).bytes(),
            try #require(StatusPage(status, day: day, clock: .universal).bytes(server: server)),
            RulesPage(status, history: day, clock: .universal).bytes(),
            EventsPage(rows, chosen: text, server: text, clock: .universal).bytes(),
            ReportPage(day, clock: .universal, maker: text, made: 1, isOnSite: true).bytes(),
            WebPage.message(text, text),
        ]
        return pages.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("hostile texts stay texts on every page", arguments: Self.hostile)
    func hostileTexts(text: String) throws {
        for page in try Self.pages(Self.status(text), text: text) {
            #expect(TagChecker.problem(in: page.dropFirst("<!doctype html>\n".count)) == nil)
            #expect(!page.contains("<script>") && !page.contains("<img") && !page.contains("href=\"javascript"))
            #expect(!page.contains(" style=\"") && !page.contains("onerror=\""))
            #expect(!page.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{0}" || $0 == "\u{1B}" })
            #expect(page.utf8.count < 200_000)
        }
    }

    @Test("a link to a server encodes its name")
    func links() throws {
        var status = Self.status("x")
        status.servers[0].name = "My Ärger/../?"
        let page = String(decoding: StatusPage(status, day: nil, clock: .universal).bytes(), as: UTF8.self)
        #expect(page.contains("href=\"/server/My%20%C3%84rger%2F%2E%2E%2F%3F\""))
        #expect(StatusPage(status, day: nil, clock: .universal).bytes(server: "x") == nil)
    }

    @Test("500 activities of 50 servers are one page of bounded size")
    func many() throws {
        var status = Self.status("x")
        let activity = PageStatus.Activity(uuid: "a", type: "media.generate.bif", title: "A title", progress: 42)
        let server = PageStatus.Server(
            name: "home", state: "reachable", stream: "open", activityCount: 2_000,
            activities: Array(repeating: activity, count: 1_000))
        status.servers = [server]
        let page = String(decoding: StatusPage(status, day: nil, clock: .universal).bytes(), as: UTF8.self)
        #expect(page.contains("and 1,500 more"))
        status.servers = Array(repeating: server, count: 50)
        let size = StatusPage(status, day: nil, clock: .universal).bytes().count
        #expect(size < 2_000_000)
    }

    @Test("what a server out of reach runs is unknown, and not nothing")
    func unseen() {
        var status = Self.status("x")
        status.servers[0].activities = []
        status.servers[0].state = "unreachable"
        let page = String(decoding: StatusPage(status, day: nil, clock: .universal).bytes(), as: UTF8.self)
        #expect(page.contains("not known now") && !page.contains("Nothing runs"))
    }
}
