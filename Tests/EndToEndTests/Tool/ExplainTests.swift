// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// `plex-activityctl explain` with more activities than the status names, and with a silent server.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ExplainTests {
    /// The parts of `explain --json` that the tests read.
    private struct Explained: Decodable {
        struct Entry: Decodable {
            struct Activity: Decodable {
                struct Rule: Decodable { var rule: String }
                var uuid: String
                var section: String?
                var rules: [Rule]?
            }
            var activity: Activity
        }
        var source: String
        var activities: [Entry]
    }

    private static func scans(_ count: Int) -> [ActivityPlan] {
        (0..<count).map { index in
            ActivityPlan(
                type: .libraryUpdateSection, titles: ["Scanning"], section: SectionID("2"),
                uuid: "uuid\(10_000 + index)",
                course: Course(from: 42, stick: .percent(42)))
        }
    }

    private static let rules = ["a", "b", "c", "d"].map {
        RuleText(name: $0, mode: "observe", conditions: "running-for = \"1h\"")
    }

    /// A server whose port refuses connections: port 9 (discard, RFC 863).
    private static func silent(_ stage: Stage) -> ServerText {
        ServerText(name: "other", url: "http://127.0.0.1:9", tokenFile: stage.home.tokenFile)
    }

    @Test("one of many is judged by each rule", arguments: [120, 1_200])
    func oneOfManyIsJudgedByEachRule(count: Int) async throws {
        try await Stage.with(Self.scans(count), rules: Self.rules) { stage in
            let places = [["--runtime-directory", stage.home.runtime, "--config", stage.home.configuration]]
            let tool = try ChildProcess.program("plex-activityctl")
            let last = "uuid\(10_000 + count - 1)"
            var outcome = try await stage.run(tool, ["explain", last, "--json"] + places[0])
            #expect(
                try outcome.decoded(Explained.self).activities.first?.activity.rules?.map(\.rule) == [
                    "a", "b", "c", "d",
                ])

            let daemon = try stage.start()
            try await daemon.count(of: "started", atLeast: count)
            try await stage.status { $0.contains("\"activityCount\":\(count)") }
            outcome = try await stage.run(tool, ["explain", last, "--json"] + places[0])
            #expect(outcome.code == 0, "\(outcome.complaint)")
            let explained = try outcome.decoded(Explained.self)
            // The service's files have enough about some hundred activities.
            #expect(explained.source == (count > 1_000 ? "server" : "service"))
            #expect(explained.activities.map(\.activity.uuid) == [last])
            #expect(explained.activities.first?.activity.rules?.map(\.rule) == ["a", "b", "c", "d"])
            #expect(explained.activities.first?.activity.section == "Movies")
            let text = try await stage.run(tool, ["explain", last] + places[0]).text
            #expect(text.contains("rule d (observe) would stop") && text.contains("and \(count - 21) more"), "\(text)")
            // Several uuids begin so: one that the status names, and others that it leaves out.
            let ambiguous = try await stage.run(tool, ["explain", "uuid1"] + places[0])
            #expect(ambiguous.code == 64)
            #expect(ambiguous.complaint.contains("\(count) activities fit; give more of the uuid"))
        }
    }

    @Test("a silent server does not count as idle")
    func aSilentServerDoesNotCountAsIdle() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: Self.rules) { stage in
            try stage.configure(settings: "", others: [Self.silent(stage)])
            let daemon = try stage.start()
            try await daemon.next("server-unreachable")
            try await daemon.next("started") { $0.uuid == "stuck" }
            try await stage.status { $0.contains("\"unreachable\"") && $0.contains("\"stuck\"") }

            let unknown = try await stage.judge("explain", "--server", "hom")
            #expect(unknown.code == 64)
            #expect(unknown.complaint == "no server is called hom; the servers are: home, other\n")
            let silent = try await stage.judge("explain", "--server", "other")
            #expect(silent.code == 69)
            #expect(silent.complaint.hasPrefix("other does not answer the service: "), "\(silent.complaint)")
            #expect(!silent.text.contains("no activities"))
            let all = try await stage.judge("explain")
            #expect(all.code == 69 && all.text.contains("stuck on home"))
            #expect(try await stage.judge("explain", "stuck").code == 0)
            #expect(try await stage.judge("explain", "zzz").code == 69)
            #expect(try await stage.judge("explain", "zzz", "--server", "home").code == 1)
        }
    }

    @Test("without the service a silent server does not hide the others")
    func withoutTheServiceASilentServerDoesNotHideTheOthers() async throws {
        try await Stage.with([.stuckScan(), .bystander()], rules: Self.rules) { stage in
            try stage.configure(settings: "", others: [Self.silent(stage)])
            let places = ["--runtime-directory", stage.home.runtime]
            let all = try await stage.tool("explain", places[0], places[1])
            #expect(all.code == 69 && all.text.contains("stuck on home"))
            #expect(try await stage.tool("explain", "stuck", places[0], places[1]).code == 0)
            #expect(try await stage.tool("explain", "zzz", places[0], places[1]).code == 69)
        }
    }
}
