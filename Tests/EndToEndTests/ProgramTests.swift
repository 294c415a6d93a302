// SPDX-License-Identifier: Apache-2.0
import PlexSimulator
import Testing

/// The program and its arguments.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ProgramTests {
    @Test("without a configuration, it says what to do")
    func withoutAConfigurationItSaysWhatToDo() async throws {
        try await Stage.with { stage in
            let daemon = try stage.start(
                arguments: ["--config", stage.home.runtime, "--output", "json"])
            #expect(try await daemon.end() == .exited(78))
            #expect(daemon.lines.count == 1)
            let event = try #require(daemon.events.first)
            #expect(event.name == "configuration-rejected")
            #expect(event["PRIORITY"] == "3")
            #expect(event.message.contains("there is no \(stage.home.runtime)/plex-activityd.toml: write"))
            #expect(daemon.standardError.isEmpty)
        }
    }

    @Test("check says that a configuration is good")
    func checkSaysThatAConfigurationIsGood() async throws {
        try await Stage.with(rules: [RuleText()]) { stage in
            let daemon = try stage.start(arguments: ["--config", stage.home.configuration, "--check"])
            #expect(try await daemon.end() == .exited(0))
            #expect(daemon.lines == ["The configuration can be used: 1 server(s), 1 rule(s), 1 of them armed."])
            #expect(stage.server.requests.isEmpty)
        }
    }

    @Test("check says all that is wrong")
    func checkSaysAllThatIsWrong() async throws {
        try await Stage.with(rules: [RuleText(conditions: "runing-for = \"3s\"")]) { stage in
            try stage.configure(settings: "[journal]\ntitles = \"maybe\"\n")
            let daemon = try stage.start(arguments: ["--config", stage.home.configuration, "--check"])
            #expect(try await daemon.end() == .exited(78))
            let text = daemon.lines.joined(separator: "\n")
            #expect(text.contains("long-scan.toml"))
            #expect(text.contains("running-for"))
            #expect(text.contains("titles"))
        }
    }

    @Test("version is shown")
    func versionIsShown() async throws {
        try await Stage.with { stage in
            let daemon = try stage.start(arguments: ["--version"])
            #expect(try await daemon.end() == .exited(0))
            let version = try #require(daemon.lines.first)
            #expect(version.split(separator: ".").count == 3)
            #expect(try await stage.home.tool(["--version"]).lines == [version])
        }
    }

    @Test(
        "usage errors have their own status",
        arguments: [["--nonsense"], ["--output", "xml"], ["--config"], ["surplus"]])
    func usageErrorsHaveTheirOwnStatus(_ arguments: [String]) async throws {
        try await Stage.with { stage in
            let daemon = try stage.start(arguments: arguments)
            #expect(try await daemon.end() == .exited(64))
            #expect(daemon.standardError.contains("Usage: plex-activityd"))
        }
    }
}
