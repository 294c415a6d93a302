// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// Wrong turns with a server, its token and its activities. A test's name says what was done.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ServerTurnTests {
    @Test(
        "the token is pasted as it was found",
        arguments: [
            "\"TOKEN\"", "X-Plex-Token=TOKEN", "http://192.168.1.4:32400/library?X-Plex-Token=TOKEN",
            "PlexOnlineToken=\"TOKEN\"", "\u{FEFF}TOKEN",
        ])
    func pastedToken(text: String) async throws {
        try await Stage.with([.endlessScan()]) { stage in
            try stage.home.writeToken(text.replacing("TOKEN", with: Stage.token))
            let check = try await stage.tool("check", "--online")
            #expect(check.text.contains("home: access: the token is accepted; 1 activity now"), "\(check)")
            let daemon = try stage.start()
            try await daemon.next("started") { $0["PLEX_ACTIVITY_UUID"] == "watched" }
        }
    }

    @Test("the token cannot be one")
    func impossibleToken() async throws {
        try await Stage.with { stage in
            try stage.home.writeToken("two words")
            let check = try await stage.tool("check", "--online")
            #expect(check.code == 77)
            #expect(
                check.text.contains(
                    "home: token: the token is invalid: it has more than one word; put the token alone into the file"),
                "\(check)")
        }
    }

    @Test("there is no token")
    func noToken() async throws {
        try await Stage.with { stage in
            try stage.home.writeToken("")
            let check = try await stage.tool("check", "--online")
            #expect(check.code == 77)
            #expect(
                check.text.contains(
                    "home: access: GET /activities: no token was sent, and Plex does not answer without one (401)\n"
                        + "         what to do: put the token of the server's owner into \(stage.home.tokenFile)"),
                "\(check)")
            let daemon = try stage.start()
            let refused = try await daemon.next("authentication-refused")
            #expect(
                refused["MESSAGE"] == "home: no token was sent, and Plex does not answer without one (401); run "
                    + "plex-activityctl token set, which writes /etc/plex-activityd/token, and systemctl restart "
                    + "plex-activityd")
        }
    }

    @Test("the system has no token, and check names its file and the command")
    func noTokenOfTheSystem() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            try system.write(
                "[[server]]\nname = \"home\"\nurl = \"\(stage.server.url)\"\n",
                to: "/etc/plex-activityd/plex-activityd.toml")
            let check = try await system.tool("check", "--online")
            #expect(
                check.text.contains(
                    "what to do: run \"plex-activityctl token set\", which writes \(system.tokenFile), with the token of "
                        + "the server's owner"), "\(check)")
        }
    }

    @Test("the token is a guest's")
    func guest() async throws {
        try await Stage.with(isAdministrator: false) { stage in
            let check = try await stage.tool("check", "--online")
            #expect(check.code == 77)
            #expect(
                check.text.contains(
                    "error    home: administrator: the token is not an administrator's: it shows fewer activities, and "
                        + "cannot stop scans and tasks"), "\(check)")
            let daemon = try stage.start()
            let event = try await daemon.next("token-limited")
            #expect(event["MESSAGE_ID"]?.isEmpty == false && event["MESSAGE"]?.contains("owner") == true, "\(event)")
            try await stage.status { $0.contains("\"isAdministrator\"") }
            let words =
                "home: the token is not an administrator's, so it shows fewer activities and stops no scans: run "
                + "plex-activityctl token set with the owner's token"
            let status = try await stage.look("status", "--check")
            #expect(status.code == 1)
            #expect(status.lines == ["PROBLEM: \(words)"], "\(status)")
        }
    }

    @Test("https is asked of a port that speaks http")
    func wrongScheme() async throws {
        try await Stage.with { stage in
            let url = "https://127.0.0.1:\(stage.server.port)"
            try stage.home.configure(ServerText(url: url, tokenFile: stage.home.tokenFile).text)
            let check = try await stage.tool("check", "--online")
            #expect(check.code == 69)
            #expect(
                check.text.contains(
                    "home: reach: GET /identity at \(url): no secure connection: the server does not speak TLS here; "
                        + "use http://\n         what to do: write http:// in the url"), "\(check)")
        }
    }

    @Test("nothing listens at the address")
    func nothingListens() async throws {
        try await Stage.with { stage in
            let url = "http://127.0.0.1:9"
            try stage.home.configure(
                ServerText(url: url, tokenFile: stage.home.tokenFile, notifications: "eventsource").text)
            let check = try await stage.tool("check", "--online")
            #expect(check.text.contains("home: reach: GET /identity at \(url): no connection: "), "\(check)")
            #expect(!check.text.contains("notifications ="), "a server that is down is no matter of notifications")
            let daemon = try stage.start()
            let event = try await daemon.next("server-unreachable")
            #expect(event["MESSAGE"]?.contains("GET /activities at \(url): no connection: ") == true, "\(event)")
            // One warning for one outage: the stream says nothing of its own.
            #expect(try await daemon.terminate() == .exited(0))
            #expect(!daemon.standardError.contains("notifications"), "\(daemon.standardError)")
        }
    }

    @Test("the name of the server does not exist")
    func unknownName() async throws {
        try await Stage.with { stage in
            let url = "http://no-such-host.invalid:32400"
            try stage.home.configure(ServerText(url: url, tokenFile: stage.home.tokenFile).text)
            let check = try await stage.tool("check", "--online")
            #expect(check.code == 69)
            #expect(check.text.contains("home: reach: GET /identity at \(url): no connection: "), "\(check)")
        }
    }

    @Test("the server is too busy for the request timeout")
    func busy() async throws {
        try await Stage.with(requestTimeout: "1s") { stage in
            stage.server.add(Fault(.delay(.seconds(5)), path: "/activities"))
            let check = try await stage.tool("check", "--online")
            #expect(check.text.contains("raise request-timeout"), "\(check)")
        }
    }

    @Test("the activity is named by its title, or by its library")
    func cancelByTitle() async throws {
        try await Stage.with([.stuckScan(), .bystander()]) { stage in
            let none = try await stage.tool("cancel", "--section", "Music", "--yes")
            #expect(none.code == 1)
            #expect(
                none.complaint
                    == "no activity is about a library called Music: plex-activityctl list shows the activities\n")
            let both = try await stage.tool("cancel", "stuck", "--section", "Movies", "--yes")
            #expect(both.code == 64)
            let titled = try await stage.tool("cancel", "scanning", "--yes")
            #expect(titled.code == 0, "\(titled)")
            #expect(stage.stops.map(\.line) == ["DELETE /library/sections/2/refresh"])
        }
        try await Stage.with([.stuckScan(), .bystander()]) { stage in
            let outcome = try await stage.tool("cancel", "--section", "movies", "--yes")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(stage.stops.map(\.line) == ["DELETE /library/sections/2/refresh"])
        }
    }

    @Test("cancel asks with the title, the type and the library, and names what else would end")
    func cancelQuestion() async throws {
        try await Stage.with([.stuckScan(), .endlessScan("other")]) { stage in
            let tool = try ChildProcess.program("plex-activityctl")
            let screen = try await Screen.open(
                "\(tool) cancel stuck --config \(stage.home.configuration); cat", columns: 160, rows: 12, on: stage)
            let question = "Stop Scanning (library.update.section, Movies) on home? [y/N]"
            let rows = try await screen.rows { $0.contains(question) }
            try await screen.close()
            #expect(rows.contains(question), "\(rows)")
            #expect(rows.contains("  would also end Scanning (library.update.section)"), "\(rows)")
            #expect(stage.stops.isEmpty)
        }
    }

    @Test("the program was upgraded, and the old one still runs")
    func upgraded() async throws {
        try await Stage.with { stage in
            _ = try stage.start()
            try await stage.status { $0.contains("\"reachable\"") }
            let path = "\(stage.home.runtime)/status.json"
            let text = Home.text(of: path)
            let version = try #require(text.firstMatch(of: /"programVersion" ?: ?"([^"]*)"/)?.output.1)
            let current = try await stage.look("status")
            #expect(!current.text.contains("is installed"), "\(current)")
            _ = try stage.home.write(
                text.replacing("\"\(version)\"", with: "\"0.0.1\""),
                to: "runtime/status.json")
            let status = try await stage.look("status")
            #expect(
                status.text.contains(
                    "version \(version) is installed; to use it, run: systemctl restart plex-activityd"), "\(status)")
        }
    }

    @Test("resume without a pause")
    func nothingToResume() async throws {
        try await Stage.with { stage in
            _ = try stage.start()
            try await stage.status { $0.contains("\"reachable\"") }
            let resume = try await stage.look("resume")
            #expect(resume.code == 1)
            #expect(resume.complaint == "plex-activityd is not paused: there is nothing to resume\n")
        }
    }
}
