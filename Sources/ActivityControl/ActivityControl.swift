// SPDX-License-Identifier: Apache-2.0
package import ArgumentParser
import MonitorConfiguration

/// `plex-activityctl`: what an administrator does with the activities of Plex Media Servers by hand.
package struct ActivityControl: AsyncParsableCommand {
    /// What `--help` shows.
    package static let configuration = CommandConfiguration(
        commandName: "plex-activityctl",
        abstract: "See what plex-activityd sees, and check how it is configured.",
        version: ProgramVersion.text,
        subcommands: [
            StatusCommand.self,
            ListCommand.self,
            WatchCommand.self,
            ExplainCommand.self,
            CancelCommand.self,
            EventsCommand.self,
            CheckCommand.self,
            TestCommand.self,
            ReplayCommand.self,
            SuggestCommand.self,
            MetricsCommand.self,
            PauseCommand.self,
            ResumeCommand.self,
        ]
    )

    /// A command of which the arguments are still to be read.
    package init() {}
}
