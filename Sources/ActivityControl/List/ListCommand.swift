// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel

/// `list`: shows the activities that the servers report now.
struct ListCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the activities of every configured server.",
        discussion: """
            Asks the servers directly, without the service. Exits with 69 if a server gives no usable answer, and with \
            77 if a server refuses the token.
            """
    )

    /// `--config` and `--server`.
    @OptionGroup var servers: ServerOptions

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// Asks each server in turn and prints its activities.
    func run() async throws {
        let configured = try self.servers.load()
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
            self.json.isOn
            ? rows.map(\.json)
            : ActivityRow.table(rows, width: Terminal.tableWidth, Paint.forStandardOutput())
        for line in lines { print(line) }
        if let failure { throw failure }
    }
}
