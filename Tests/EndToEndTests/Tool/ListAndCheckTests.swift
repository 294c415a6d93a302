// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// `plex-activityctl list` and `check` against a server, without a daemon.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ListAndCheckTests {
    /// The parts of `check --json` that the tests read.
    private struct Checked: Decodable {
        struct Problem: Decodable {
            var severity: String
            var file: String
            var key: String
        }
        struct Finding: Decodable {
            var topic: String
            var verdict: String
            var cure: String?
        }
        var problems: [Problem]
        var online: [Finding]?

        /// The verdict on a topic.
        func verdict(_ topic: String) -> String? { self.online?.first { $0.topic == topic }?.verdict }
    }

    @Test("list shows what is there now")
    func listShowsWhatIsThereNow() async throws {
        let plan = ActivityPlan(
            type: .libraryUpdateSection, titles: ["Scanning \u{1B}[31m千と千尋\u{202E}🎬"], section: SectionID("2"),
            uuid: "stuck", course: Course(from: 42, stick: .percent(42)))
        try await Stage.with([plan, .bystander()]) { stage in
            let table = try await stage.tool("list")
            #expect(table.code == 0)
            #expect(table.lines.count == 3)
            #expect(table.lines[0].hasPrefix("SERVER  UUID"))
            #expect(table.text.contains("Scanning [31m千と千尋 🎬"))
            let json = try await stage.tool("list", "--json")
            #expect(json.lines.count == 2)
            #expect(json.text.contains("\\u001b[31m千と千尋\\u202e🎬"))
            #expect(json.text.contains("\"progress\":42"))
            try stage.home.writeToken("another-token")
            #expect(try await stage.tool("list").code == 77)
        }
    }

    @Test("check says what is wrong with file and key")
    func checkSaysWhatIsWrongWithFileAndKey() async throws {
        try await Stage.with(rules: [RuleText()]) { stage in
            let good = try await stage.tool("check", stage.home.configuration, "--json", isConfigured: false)
            #expect(good.code == 0, "\(good)")
            #expect(try good.decoded(Checked.self).online == nil)
            try stage.home.writeRule(RuleText(conditions: "running-for = \"3s\"\nrunning-fro = 3"))
            let bad = try await stage.tool("check", stage.home.configuration, "--json", isConfigured: false)
            #expect(bad.code == 78)
            let problem = try #require(try bad.decoded(Checked.self).problems.first)
            #expect(problem.severity == "error" && problem.file.hasSuffix("long-scan.toml"))
            #expect(problem.key == "rule[1].when.running-fro")
            let text = try await stage.tool("check", stage.home.configuration, isConfigured: false)
            #expect(text.code == 78 && text.text.contains("running-for"))
        }
    }

    @Test("check takes one rule file and the configuration by option")
    func checkTakesOneRuleFileAndTheConfigurationByOption() async throws {
        try await Stage.with(rules: [RuleText()]) { stage in
            let good = try stage.home.write(RuleText(name: "another").text, to: "another.toml")
            let checked = try await stage.tool("check", good)
            // Both rules are about scans, so the check warns: the warning of the installed rule names the file as
            // typed.
            #expect(checked.code == 1, "\(checked)")
            #expect(checked.lines.first?.contains("\"another\" in \(good) ") == true, "\(checked)")
            #expect(checked.lines.contains("rule another: enforce (\(good))"))
            #expect(checked.lines.contains { $0.hasPrefix("rule long-scan: ") })
            let bad = try stage.home.write(
                RuleText(name: "bad", conditions: "runing-for = \"3s\"").text, to: "bad.toml")
            let refused = try await stage.tool("check", bad)
            #expect(refused.code == 78)
            #expect(refused.lines.first?.hasPrefix("\(bad):") == true, "\(refused)")
            #expect(!refused.text.contains("rules.d/bad.toml"), "\(refused)")
            #expect(try await stage.tool("check").code == 0)
            #expect(try await stage.tool("check", stage.home.configuration).code == 64)
        }
    }

    @Test("check asks the server for all that the service needs")
    func checkAsksTheServerForAllThatTheServiceNeeds() async throws {
        try await Stage.with(notifications: "eventsource") { stage in
            let arguments = ["check", stage.home.configuration, "--online", "--json"]
            let tool = try ChildProcess.program("plex-activityctl")
            let good = try (try await stage.run(tool, arguments)).decoded(Checked.self)
            for topic in ["token", "reach", "access", "administrator", "sections", "stream"] {
                #expect(good.verdict(topic) == "ok", "\(topic)")
            }
            #expect(good.verdict("systemd") != nil)
            #expect(stage.stops.isEmpty)

            try stage.home.writeToken("another-token")
            let refused = try await stage.run(tool, arguments)
            #expect(refused.code == 77)
            #expect(try refused.decoded(Checked.self).verdict("access") == "error")

            try stage.home.configure(ServerText(url: "http://127.0.0.1:9", tokenFile: stage.home.tokenFile).text)
            let silent = try await stage.run(tool, arguments)
            #expect(silent.code == 69)
            let finding = try #require(try silent.decoded(Checked.self).online?.first { $0.topic == "reach" })
            #expect(finding.verdict == "error" && finding.cure?.isEmpty == false)
        }
    }

    @Test("configuration errors and token errors have their own topics")
    func configurationErrorsAndTokenErrorsHaveTheirOwnTopics() async throws {
        try await Stage.with { stage in
            let server = ServerText(url: "https://127.0.0.1:9", tokenFile: stage.home.tokenFile)
            let certificate = try stage.home.write("no certificate\n", to: "ca.pem")
            try stage.home.configure(server.text + "tls-ca-file = \"\(certificate)\"\n")
            let outcome = try await stage.tool(
                "check", stage.home.configuration, "--online", "--json", isConfigured: false)
            #expect(outcome.code == 78, "\(outcome)")
            let checked = try outcome.decoded(Checked.self)
            #expect(checked.verdict("token") == "ok")
            let finding = try #require(checked.online?.first { $0.topic == "configuration" })
            #expect(finding.verdict == "error" && finding.cure == "it must hold certificates in PEM form")

            try stage.home.writeToken("a token")
            let token = try await stage.tool(
                "check", stage.home.configuration, "--online", "--json", isConfigured: false)
            #expect(token.code == 77)
            let found = try #require(try token.decoded(Checked.self).online?.first { $0.topic == "token" })
            #expect(found.cure == "put the token alone into its file")
        }
    }

    @Test("a token that is not an administrator's is an error")
    func aTokenThatIsNotAnAdministratorsIsAnError() async throws {
        try await Stage.with(isAdministrator: false) { stage in
            let outcome = try await stage.tool("check", stage.home.configuration, "--online", isConfigured: false)
            #expect(outcome.code == 77)
            #expect(outcome.text.contains("administrator: the token is not an administrator's"))
            #expect(outcome.text.contains("what to do: put the token of the server's owner into the token file"))
        }
    }
}
