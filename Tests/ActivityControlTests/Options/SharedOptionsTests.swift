// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Testing

@testable import ActivityControl

/// The options that subcommands share, and the groups of subcommands in the help.
struct SharedOptionsTests {
    @Test(
        "each subcommand that reads the configuration takes --config",
        arguments: [
            ["list"], ["watch"], ["cancel", "uuid"], ["explain"], ["check"], ["suggest"], ["replay", "--journal"],
            ["report", "--json"],
        ])
    func eachSubcommandThatReadsTheConfigurationTakesConfig(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--config", "/nonexistent"])
    }

    @Test(
        "each subcommand about servers takes --server",
        arguments: [["list"], ["watch"], ["cancel", "uuid"], ["explain"], ["events"], ["report", "--json"]])
    func eachSubcommandAboutServersTakesServer(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--server", "home"])
    }

    @Test(
        "each subcommand that reads the status takes --runtime-directory",
        arguments: [["status"], ["explain"], ["pause", "1h"], ["resume"], ["metrics"]])
    func eachSubcommandThatReadsTheStatusTakesRuntimedirectory(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--runtime-directory", "/run/other"])
    }

    @Test(
        "each subcommand that can print JSON takes --json",
        arguments: [
            ["status"], ["list"], ["watch"], ["explain"], ["cancel", "uuid"], ["pause", "1h"], ["resume"], ["events"],
            ["check"], ["test", "file"], ["replay", "file"], ["suggest"], ["report"],
        ])
    func eachSubcommandThatCanPrintJSONTakesJson(words: [String]) throws {
        _ = try ActivityControl.parseAsRoot(words + ["--json"])
    }

    @Test("check takes one configuration directory, as an argument or with --config")
    func checkTakesOneConfigurationDirectoryAsAnArgumentOrWithConfig() throws {
        _ = try ActivityControl.parseAsRoot(["check", "/nonexistent"])
        #expect(throws: (any Error).self) {
            try ActivityControl.parseAsRoot(["check", "/nonexistent", "--config", "/nonexistent"])
        }
    }

    @Test("the help shows each subcommand once, in a group")
    func theHelpShowsEachSubcommandOnceInAGroup() {
        let groups = ActivityControl.configuration.groupedSubcommands
        #expect(ActivityControl.configuration.ungroupedSubcommands.isEmpty)
        let names = groups.flatMap(\.subcommands).compactMap { $0.configuration.commandName }
        #expect(names.contains("status") && Set(names).count == names.count)
        let help = ActivityControl.helpMessage()
        for group in groups { #expect(help.contains("\(group.name.uppercased()) SUBCOMMANDS:")) }
    }
}
