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
        discussion: """
            Asks the servers itself, and needs no service. Exits with 69 if a server gives no answer, and with 77 if one \
            does not accept the token.
            """
    )

    /// The server.
    @Option(help: ArgumentHelp("List those of this server alone.", valueName: "name"))
    var server: String?

    /// The directory to read; none for the system's.
    @Option(
        help: ArgumentHelp("Read the configuration of this directory alone.", valueName: "dir"), completion: .directory)
    var config: String?

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each activity.")
    var json = false

    /// Asks each server in turn and prints what it shows.
    func run() async throws {
        let configured = try ConfiguredServers.load(directory: self.config, server: self.server)
        let showsTitles = configured.configuration.journal.showsTitles
        var failure: ExitCode?
        var rows: [ActivityRow] = []
        for configuration in configured.servers {
            do {
                let snapshot = try await ServerConnection.activities(of: configuration)
                rows += snapshot.activities.map {
                    ActivityRow(server: configuration.name, activity: $0, showsTitles: showsTitles)
                }
            } catch let error as PlexClientError {
                failure = ConfiguredServers.complain(about: configuration.name, error)
            } catch {
                ControlExit.complain("\(configuration.name.printable(limit: 64)): \("\(error)".printable())")
                failure = ControlExit.permission
            }
        }
        let lines =
            self.json
            ? rows.map(\.json)
            : ActivityRow.table(rows, width: Terminal.tableWidth, Paint.forStandardOutput())
        for line in lines { print(line) }
        if let failure { throw failure }
    }
}
