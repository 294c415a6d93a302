// SPDX-License-Identifier: Apache-2.0
import ActivityDaemon
import ArgumentParser

/// `plex-activityd`: watches the activities of Plex Media Servers.
@main
struct PlexActivityd: AsyncParsableCommand {
    /// What `--help` and `--version` show.
    static let configuration = CommandConfiguration(
        commandName: "plex-activityd",
        abstract: "Watch the activities of a Plex Media Server, and stop those that a rule says must not go on.",
        discussion: "SIGHUP reads the configuration again. SIGTERM and SIGINT end the daemon; a second one, at once.",
        version: Daemon.version
    )

    @Option(help: .init("Read the configuration of this directory alone.", valueName: "dir"), completion: .directory)
    var config: String?

    @Option(help: "Where to write events: auto, journal, text or json.")
    var output: OutputChoice = .auto

    @Flag(help: "Say what is wrong with the configuration, and exit.")
    var check = false

    @Option(help: .init("Record all inputs, for plex-activityctl replay.", valueName: "file"), completion: .file())
    var record: String?

    @Flag(help: "Let armed rules act when the daemon is not the service; they observe otherwise.")
    var enforce = false

    /// Runs the daemon and exits with its code.
    func run() async throws {
        let options = DaemonOptions(
            configurationDirectory: self.config, output: self.output, checksOnly: self.check, recording: self.record,
            enforces: self.enforce)
        throw ExitCode(await Daemon.run(options))
    }
}

extension OutputChoice: ExpressibleByArgument {}
