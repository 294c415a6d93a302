// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

/// Wrong turns in the configuration: each is answered with the thing and the cure. A test's name says what was done.
///
/// `ServerTurnTests` and `CertificateTurnTests` have those with a server. Others are tested where their subject is:
/// `events --server nope` in `EventsTests`, a replay without rules in `RecordingTests`, a kept connection that a proxy
/// closes in `KeptConnectionTests`, a pasted token in `TokenLookupTests` and `TokenSetTests`, an outage that is told once
/// in `ServerStreamTests`, and a change of the time zone and a reload with a mistake in `Tests/SystemdBoot`.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ConfigurationTurnTests {
    /// A rule that suits every poll interval.
    private static let rule = RuleText(mode: "observe", conditions: "running-for = \"1h\"")

    /// What `check` says about a configuration of a system below a directory.
    private func check(
        _ text: String? = nil, rule: String? = nil, mode: Int = 0o644, _ options: String..., stage: Stage
    ) async throws -> CommandOutcome {
        let system = try InstalledSystem(on: stage)
        if let text { try system.write(text, to: "/etc/plex-activityd/plex-activityd.toml") }
        if let rule { try system.write(rule, to: "/etc/plex-activityd/rules.d/own.toml", mode: mode) }
        return try await stage.run(
            try ChildProcess.program("plex-activityctl"), ["check", "--root", system.root] + options)
    }

    @Test("README's [safety] is appended to the shipped file")
    func repeatedTable() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let shipped = Home.text(of: system.mainFile)
            let header = try #require(
                shipped.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(of: "[safety]"))
            let text = shipped + "\n[safety]\nenforce = [\"stuck-library-scan\"]\n"
            let outcome = try await self.check(text, stage: stage)
            #expect(outcome.code == 78)
            #expect(
                outcome.text.contains("[safety] is already on line \(header + 1): change enforce there"), "\(outcome)")
        }
    }

    @Test(
        "the url is copied from the browser",
        arguments: [
            ("/web", "remove /web from the url"),
            ("/web/index.html#!/server/1", "remove /web and what follows it from the url"),
            ("/#!/server/1", "remove #! and what follows it from the url"),
            ("/library/sections?X-Plex-Token=secret", "remove /library and what follows it from the url"),
            ("/identity", "remove /identity from the url"),
        ])
    func browserURL(path: String, sentence: String) async throws {
        try await Stage.with { stage in
            let outcome = try await self.check(
                "[[server]]\nname = \"home\"\nurl = \"http://127.0.0.1:32400\(path)\"\n", stage: stage)
            #expect(outcome.code == 78)
            #expect(outcome.text.contains("must end behind the port: \(sentence)"), "\(outcome)")
            #expect(!outcome.text.contains("secret"))
        }
    }

    @Test("a url behind a proxy keeps its path")
    func proxyURL() async throws {
        try await Stage.with { stage in
            let outcome = try await self.check(
                "[[server]]\nname = \"home\"\nurl = \"http://127.0.0.1:32400/plex\"\n", stage: stage)
            #expect(outcome.code == 0, "\(outcome)")
        }
    }

    @Test("the rules file has mode 0600, as with umask 077")
    func modeOfRules() async throws {
        try await Stage.with { stage in
            let outcome = try await self.check(rule: Self.rule.text, mode: 0o600, stage: stage)
            #expect(outcome.code == 78)
            let path = "/etc/plex-activityd/rules.d/own.toml"
            #expect(
                outcome.text.contains("\(path): the service cannot read this: chmod 644 \(path)"), "\(outcome)")
        }
    }

    @Test("tls-ca-file lies under /root")
    func hiddenCertificate() async throws {
        try await Stage.with { stage in
            let outcome = try await self.check(
                "[[server]]\nname = \"home\"\nurl = \"https://127.0.0.1:32400\"\ntls-ca-file = \"/root/plex.pem\"\n",
                stage: stage)
            #expect(outcome.code == 78)
            #expect(
                outcome.text.contains(
                    "server home.tls-ca-file = /root/plex.pem: the service cannot read this: its sandbox hides this "
                        + "directory; move the file to /etc/plex-activityd"), "\(outcome)")
        }
    }

    @Test("the type of a rule is abbreviated")
    func unknownType() async throws {
        try await Stage.with { stage in
            let outcome = try await self.check(
                rule: RuleText(mode: "observe", type: "scan", conditions: "running-for = \"1h\"").text, stage: stage)
            #expect(
                outcome.text.contains("no such type; did you mean library.update.section"), "\(outcome)")
            #expect(outcome.code != 0)
        }
    }

    @Test("the section of a rule is misspelled")
    func unknownSection() async throws {
        try await Stage.with { stage in
            let rule = RuleText(mode: "observe", conditions: "running-for = \"1h\"").text
                .replacing("type = ", with: "section = \"Moviez\"\ntype = ")
            try stage.home.writeRule(RuleText(name: "own"))
            let path = try stage.home.write(rule, to: "own.toml")
            let outcome = try await stage.tool("check", path, "--online")
            #expect(outcome.code == 1, "\(outcome)")
            #expect(
                outcome.text.contains(
                    "home: sections: rule long-scan, match.section = \"Moviez\": no library has this key or name; this "
                        + "server has: Movies, Shows"), "\(outcome)")
        }
    }

    @Test("one rule file alone is checked")
    func ruleFile() async throws {
        try await Stage.with { stage in
            let path = try stage.home.write(RuleText(mode: "observe").text, to: "own.toml")
            let outcome = try await stage.tool("check", path)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.lines.contains("rule long-scan: observe (\(path))"))
        }
    }

    @Test("there is no configuration")
    func noConfiguration() async throws {
        try await Stage.with { stage in
            let outcome = try await stage.run(
                try ChildProcess.program("plex-activityctl"), ["check", "--root", "\(stage.home.path)/nothing"])
            #expect(outcome.code == 78)
            #expect(
                outcome.text
                    == "there is no /etc/plex-activityd/plex-activityd.toml: run plex-activityctl setup, which "
                    + "finds your server, writes it and starts the service")
        }
    }

    @Test("the request timeout is raised for a busy server, and beyond")
    func requestTimeout() async throws {
        try await Stage.with { stage in
            let server = "[[server]]\nname = \"home\"\nurl = \"http://127.0.0.1:32400\"\nrequest-timeout = "
            #expect(try await self.check(server + "\"2m\"\n", stage: stage).code == 0)
            let outcome = try await self.check(server + "\"3m\"\n", stage: stage)
            #expect(outcome.code == 78)
            #expect(outcome.text.contains("server[1].request-timeout = \"3m\": must be from 1s to 2m"), "\(outcome)")
        }
    }

    @Test("the server is on another machine, and the unit does not allow its address")
    func forbiddenAddress() async throws {
        try await Stage.with { stage in
            let text = "[[server]]\nname = \"home\"\nurl = \"http://192.0.2.7:9\"\nrequest-timeout = \"1s\"\n"
            let outcome = try await self.check(text, "--online", stage: stage)
            #expect(
                outcome.text.contains(
                    "home: sandbox: the unit does not allow 192.0.2.7, so the service's requests time out\n"
                        + "         what to do: run plex-activityctl setup, or systemctl edit plex-activityd and add to "
                        + "[Service]: IPAddressAllow=192.0.2.7"), "\(outcome)")
            let system = try InstalledSystem(on: stage)
            try system.write(
                "[Service]\nIPAddressAllow=192.0.2.0/24\n",
                to: "/etc/systemd/system/plex-activityd.service.d/own.conf")
            let allowed = try await self.check(text, "--online", stage: stage)
            #expect(allowed.text.contains("home: sandbox: the unit allows 192.0.2.7"), "\(allowed)")
        }
    }
}
