// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Testing

@testable import ActivityControl

/// The options that subcommands share, and the groups of subcommands in the help.
struct SharedOptionsTests {
    @Test(arguments: [
        ["list"], ["watch"], ["cancel", "uuid"], ["explain"], ["check"], ["suggest"], ["replay", "--journal"],
    ])
    func `Each subcommand that reads the configuration takes --config`(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--config", "/nonexistent"])
    }

    @Test(arguments: [["list"], ["watch"], ["cancel", "uuid"], ["explain"], ["events"]])
    func `Each subcommand about servers takes --server`(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--server", "home"])
    }

    @Test(arguments: [["status"], ["explain"], ["pause", "1h"], ["resume"], ["metrics"]])
    func `Each subcommand that reads the status takes --runtime-directory`(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--runtime-directory", "/run/other"])
    }

    @Test(arguments: [
        ["status"], ["list"], ["watch"], ["explain"], ["cancel", "uuid"], ["pause", "1h"], ["resume"], ["events"],
        ["check"], ["test", "file"], ["replay", "file"], ["suggest"],
    ])
    func `Each subcommand that can print JSON takes --json`(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--json"])
    }

    @Test func `check takes one configuration directory, as an argument or with --config`() throws {
        _ = try ActivityControl.parseAsRoot(["check", "/nonexistent"])
        #expect(throws: (any Error).self) {
            try ActivityControl.parseAsRoot(["check", "/nonexistent", "--config", "/nonexistent"])
        }
    }

    @Test func `The help shows each subcommand once, in a group`() {
        let groups = ActivityControl.configuration.groupedSubcommands
        #expect(ActivityControl.configuration.ungroupedSubcommands.isEmpty)
        let names = groups.flatMap(\.subcommands).compactMap { $0.configuration.commandName }
        #expect(names.count == 13 && Set(names).count == 13)
        let help = ActivityControl.helpMessage()
        for group in groups { #expect(help.contains("\(group.name.uppercased()) SUBCOMMANDS:")) }
    }
}
