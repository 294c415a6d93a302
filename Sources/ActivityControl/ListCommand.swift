// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel

/// `list`: the activities that the servers show now.
struct ListCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the activities of every configured server.",
        discussion: "Exits with 69 if a server gives no answer, and with 77 if one does not accept the token."
    )

    /// The directory to read; none for the system's.
    @Option(help: ArgumentHelp("Read the configuration of this directory alone.", valueName: "dir"))
    var config: String?

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each activity.")
    var json = false

    /// Asks each server in turn and prints what it shows.
    func run() async throws {
        let configuration: DaemonConfiguration
        do throws(ConfigurationFailure) {
            configuration = try ConfigurationLoader.load(from: .named(self.config))
        } catch {
            ControlExit.complain(error.description)
            throw ControlExit.configuration
        }
        var failure: ExitCode?
        var rows: [ActivityRow] = []
        for server in configuration.servers {
            do {
                let snapshot = try await ServerConnection.activities(of: server)
                rows += snapshot.activities.map {
                    ActivityRow(server: server.name, activity: $0, showsTitles: configuration.journal.showsTitles)
                }
            } catch let error as PlexClientError {
                ControlExit.complain("\(server.name): \(error)")
                failure =
                    if case .unauthorized = error.reason { ControlExit.permission } else { ControlExit.unavailable }
            } catch {
                ControlExit.complain("\(server.name): \(error)")
                failure = ControlExit.permission
            }
        }
        print(self.json ? rows.map(\.json).joined(separator: "\n") : ActivityRow.table(rows))
        if let failure { throw failure }
    }
}
