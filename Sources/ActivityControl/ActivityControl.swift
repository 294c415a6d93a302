// SPDX-License-Identifier: Apache-2.0
package import ArgumentParser
import MonitorConfiguration

/// `plex-activityctl`: an administrator's tool for the activities of Plex Media Servers.
package struct ActivityControl: AsyncParsableCommand {
    /// What `--help` shows.
    package static let configuration = CommandConfiguration(
        commandName: "plex-activityctl",
        abstract: "Show what plex-activityd sees, stop activities, and check the configuration.",
        version: ProgramVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Watching",
                subcommands: [
                    StatusCommand.self, ListCommand.self, WatchCommand.self, WaitCommand.self, ExplainCommand.self,
                ]),
            CommandGroup(
                name: "Stopping", subcommands: [CancelCommand.self, PauseCommand.self, ResumeCommand.self]),
            CommandGroup(
                name: "Reporting", subcommands: [EventsCommand.self, ReportCommand.self, MetricsCommand.self]),
            CommandGroup(
                name: "Configuration",
                subcommands: [
                    SetupCommand.self, TokenCommand.self, CheckCommand.self, TestCommand.self, ReplayCommand.self,
                    SuggestCommand.self,
                ]),
        ]
    )

    /// A command whose arguments are not read yet.
    package init() {}
}
