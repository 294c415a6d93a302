// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

/// `plex-activityctl token set`: the token arrives in its file, and nowhere else.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct TokenSetTests {
    @Test(
        "a pasted token is recognised, and its file is for root alone",
        arguments: [
            "TOKEN\n", "\"TOKEN\"\n", "X-Plex-Token=TOKEN\n", "http://192.168.1.4:32400/library?X-Plex-Token=TOKEN&x=1",
            "PlexOnlineToken=\"TOKEN\"", "\u{FEFF}TOKEN\r\n",
        ])
    func pasted(text: String) async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let input = text.replacing("TOKEN", with: Stage.token)
            let outcome = try await system.tool("token", "set", input: input)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.lines == ["wrote \(system.tokenFile)"])
            #expect(Home.text(of: system.tokenFile) == "\(Stage.token)\n")
            #expect(system.mode(system.tokenFile) == 0o600)
        }
    }

    @Test(
        "what cannot be a token is refused, and the old token stays",
        arguments: [
            ("", "there is no token in the input; nothing was written"),
            ("two words", "this is not a token: it has more than one word; put the token alone into the file"),
            (
                "café",
                "this is not a token: it has a character that no Plex token has; put the token alone into the file"
            ),
            (
                "https://app.plex.tv/desktop",
                "this is not a token: it is a url or XML without a token; put the value of X-Plex-Token or "
                    + "PlexOnlineToken into the file"
            ),
            (
                "transient-0123456789",
                "this token is transient: it ends when Plex restarts; use the PlexOnlineToken of Preferences.xml"
            ),
        ])
    func refused(text: String, sentence: String) async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            try system.write("old\n", to: "/etc/plex-activityd/token", mode: 0o644)
            let outcome = try await system.tool("token", "set", input: text)
            #expect(outcome.code == 64)
            #expect(outcome.complaint == "\(sentence)\n")
            #expect(Home.text(of: system.tokenFile) == "old\n")
        }
    }

    @Test("a token that is there is replaced with the right mode")
    func replaced() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            try system.write("old\n", to: "/etc/plex-activityd/token", mode: 0o644)
            #expect(try await system.tool("token", "set", input: Stage.token).code == 0)
            #expect(system.mode(system.tokenFile) == 0o600)
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(system.root)/etc/plex-activityd")
            #expect(files.sorted() == ["plex-activityd.toml", "token"])
        }
    }

    @Test("the owner's token comes from Preferences.xml")
    func preferences() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            try system.installPlex(token: Stage.token, identifier: "a")
            let path =
                "\(system.root)/var/lib/plexmediaserver/Library/Application Support/Plex Media Server/"
                + "Preferences.xml"
            #expect(try await system.tool("token", "set", "--from-preferences", path).code == 0)
            #expect(Home.text(of: system.tokenFile) == "\(Stage.token)\n")
            try system.installPlex(token: nil, identifier: "a")
            let unclaimed = try await system.tool("token", "set", "--from-preferences", path)
            #expect(unclaimed.code == 64)
            #expect(unclaimed.complaint.contains("has no PlexOnlineToken: this Plex belongs to no account"))
            let other = try await system.tool("token", "set", "--from-preferences", system.mainFile)
            #expect(other.complaint.contains("is not a Preferences.xml of Plex"))
        }
    }

    @Test("a server's own token comes with the drop-in that the unit needs")
    func ownToken() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let outcome = try await system.tool("token", "set", "--server", "cabin", input: Stage.token)
            #expect(outcome.lines == ["wrote \(system.tokenFile).cabin", "wrote \(system.tokens)"], "\(outcome)")
            let lines = Home.text(of: system.tokens).split(separator: "\n")
            #expect(lines.contains("LoadCredential=plex-token.cabin:/etc/plex-activityd/token.cabin"))
            #expect(lines.contains("SetCredential=plex-token.cabin:\\x20"))
            #expect(system.mode(system.tokens) == 0o644)
            #expect(try await system.tool("token", "set", "--server", "a/b", input: Stage.token).code == 64)
        }
    }

    @Test("the terminal does not show the token")
    func prompt() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let tool = try ChildProcess.program("plex-activityctl")
            let screen = try await Screen.open(
                "\(tool) token set --root \(system.root); echo ended; cat", columns: 80, rows: 10, on: stage)
            _ = try await screen.rows { $0.contains("Token of the server's owner:") }
            try await screen.press("\(Stage.token)x")
            try await screen.press("BSpace")
            try await screen.press("Enter")
            let rows = try await screen.rows { $0.contains("ended") }
            try await screen.close()
            #expect(rows.contains("wrote \(system.tokenFile)") || rows.joined().contains("/etc/plex-activityd/token"))
            #expect(!rows.joined().contains(Stage.token))
            #expect(Home.text(of: system.tokenFile) == "\(Stage.token)\n")
        }
    }
}
