// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexSimulator
import Testing

/// `plex-activityctl setup` on a system below a directory, with the simulated server.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct SetupTests {
    /// The machine identifier of the simulated server.
    private func identifier(_ stage: Stage) -> String { stage.server.withWorld { $0.server.machineIdentifier } }

    @Test("a Plex on this machine is found, with its owner's token")
    func found() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            let system = try InstalledSystem(on: stage)
            try system.installPlex(token: Stage.token, identifier: self.identifier(stage))
            let outcome = try await system.tool("setup", "--port", system.port, "--yes")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.text.contains("found the owner's token in \(system.root)/var/lib/plexmediaserver/"))
            #expect(outcome.text.contains("home: access: the token is accepted; 1 activity now"))
            #expect(outcome.lines.suffix(2) == ["wrote \(system.mainFile)", "wrote \(system.tokenFile)"])
            #expect(Home.text(of: system.mainFile).contains("url = \"http://127.0.0.1:\(system.port)\"\n"))
            // The comments of the shipped file stay.
            #expect(Home.text(of: system.mainFile).contains("# The address of the server. Never put a token here"))
            #expect(system.mode(system.mainFile) == 0o644)
            #expect(system.mode(system.tokenFile) == 0o600)
            #expect(Home.text(of: system.tokenFile) == "\(Stage.token)\n")
            // A second run finds everything in place.
            let again = try await system.tool("setup", "--port", system.port)
            #expect(again.code == 0, "\(again)")
            #expect(!again.text.contains("wrote"))
        }
    }

    @Test("a dry run writes nothing")
    func dryRun() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage, isConfigured: false)
            try system.installPlex(
                token: Stage.token, below: "/var/lib/docker/volumes/plex/_data", identifier: self.identifier(stage))
            let outcome = try await system.tool("setup", "--port", system.port, "--yes", "--dry-run")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(
                outcome.lines.suffix(2) == ["would write \(system.mainFile)", "would write \(system.tokenFile)"])
            #expect(!FileManager.default.fileExists(atPath: "\(system.root)/etc/plex-activityd"))
        }
    }

    @Test("of several Plexes, the one that answers gives the token")
    func several() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            try system.installPlex(token: "another-token", identifier: "another")
            try system.installPlex(
                token: Stage.token, below: "/var/snap/plexmediaserver/common", identifier: self.identifier(stage))
            let outcome = try await system.tool("setup", "--port", system.port, "--yes")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(Home.text(of: system.tokenFile) == "\(Stage.token)\n")
        }
    }

    @Test("a wrong token is found out before anything is written")
    func wrongToken() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage, isConfigured: false)
            let outcome = try await system.tool(
                "setup", "--url", "127.0.0.1:\(system.port)", "--token-from", "-", input: "another-token")
            #expect(outcome.code == 77, "\(outcome)")
            #expect(outcome.complaint.contains("nothing was written, because of the errors above"))
            #expect(!FileManager.default.fileExists(atPath: "\(system.root)/etc/plex-activityd"))
        }
    }

    @Test("nothing is overwritten without agreement")
    func agreement() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let own = "[[server]]\nname = \"mine\"\nurl = \"http://127.0.0.1:9\"\n# my own words\n"
            try system.write(own, to: "/etc/plex-activityd/plex-activityd.toml")
            try system.write("mine\n", to: "/etc/plex-activityd/token", mode: 0o600)
            let url = "http://127.0.0.1:\(system.port)"
            let server = try await system.tool("setup", "--url", url, "--yes", "--token-from", "keep")
            #expect(server.code == 64)
            #expect(
                server.complaint == "\(system.mainFile) has another server: add --overwrite to change it, or --name "
                    + "with a new name to add a server\n")
            let token = try await system.tool(
                "setup", "--url", "http://127.0.0.1:9", "--yes", "--token-from", "-", input: Stage.token)
            #expect(token.code == 64)
            #expect(token.complaint == "there is a token already: add --overwrite to replace it\n")
            #expect(Home.text(of: system.mainFile) == own)
            #expect(Home.text(of: system.tokenFile) == "mine\n")
            let agreed = try await system.tool(
                "setup", "--url", url, "--overwrite", "--token-from", "-", input: Stage.token)
            #expect(agreed.code == 0, "\(agreed)")
            #expect(Home.text(of: system.mainFile) == own.replacing("http://127.0.0.1:9", with: url))
            #expect(Home.text(of: system.tokenFile) == "\(Stage.token)\n")
        }
    }

    @Test("a further server is added behind the others, with a token of its own")
    func furtherServer() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let own = "[[server]]\nname = \"mine\"\nurl = \"http://127.0.0.1:9\"\n"
            try system.write(own, to: "/etc/plex-activityd/plex-activityd.toml")
            try system.write("mine\n", to: "/etc/plex-activityd/token", mode: 0o600)
            let outcome = try await system.tool(
                "setup", "--url", "http://127.0.0.1:\(system.port)", "--name", "cabin", "--token-from", "-",
                input: Stage.token)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(
                Home.text(of: system.mainFile) == own
                    + "\n[[server]]\nname = \"cabin\"\nurl = \"http://127.0.0.1:\(system.port)\"\n")
            #expect(Home.text(of: system.tokenFile) == "mine\n")
            #expect(Home.text(of: "\(system.tokenFile).cabin") == "\(Stage.token)\n")
        }
    }

    @Test("a server on another machine gets the drop-in for its address, and loses it again")
    func elsewhere() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let outcome = try await system.tool(
                "setup", "--url", "https://192.0.2.7:32400", "--no-check", "--token-from", "-", input: Stage.token)
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.lines.contains("wrote \(system.addresses)"))
            let lines = Home.text(of: system.addresses).split(separator: "\n")
            #expect(lines.suffix(3) == ["[Service]", "# home: 192.0.2.7", "IPAddressAllow=192.0.2.7"])
            #expect(system.mode(system.addresses) == 0o644)
            let back = try await system.tool(
                "setup", "--url", "http://127.0.0.1:\(system.port)", "--overwrite", "--token-from", "keep")
            #expect(back.code == 0, "\(back)")
            #expect(back.lines.contains("removed \(system.addresses)"))
            #expect(!FileManager.default.fileExists(atPath: system.addresses))
        }
    }

    @Test("an answer that is missing is named with its option")
    func missingAnswers() async throws {
        try await Stage.with { stage in
            let system = try InstalledSystem(on: stage)
            let nothing = try await system.tool("setup", "--port", "9", "--yes")
            #expect(nothing.code == 64)
            #expect(
                nothing.complaint
                    == "start Plex on this machine, or name the address of the server with --url\n")
            let token = try await system.tool("setup", "--port", system.port, "--yes")
            #expect(token.code == 64)
            #expect(token.complaint.hasPrefix("there is no token: name its file with --token-from"))
            try system.write("[[server]\n", to: "/etc/plex-activityd/plex-activityd.toml")
            let broken = try await system.tool("setup", "--port", system.port, "--yes")
            #expect(broken.code == 78)
            #expect(broken.complaint.contains("nothing was changed: mend the configuration first"))
        }
    }
}
