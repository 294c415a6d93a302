// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import MonitorConfiguration
import PlexClient

/// `explain [UUID]`: what each rule makes of an activity now.
struct ExplainCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what each rule makes of an activity, condition by condition, and what would follow.",
        discussion: """
            With the service running, it shows the service's own judgements. Without it, the servers are asked now, and \
            every clock begins at zero. Exits with 1 if there is no such activity, with 64 if several uuids begin so, with \
            69 if a server gives no answer, and with 77 if something may not be read.
            """
    )

    /// The activity; all of them without one.
    @Argument(help: "The activity's uuid, or its beginning; without one, all activities.")
    var uuid: String?

    /// The server.
    @Option(help: ArgumentHelp("Look at this server alone.", valueName: "name"))
    var server: String?

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object.")
    var json = false

    /// Where the service keeps its status.
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"))
    var runtimeDirectory = StatusFile.directory

    /// The directory to read where the servers are asked; none for the system's.
    @Option(help: ArgumentHelp("Read the configuration of this directory alone.", valueName: "dir"))
    var config: String?

    /// The journal entry of a past decision.
    @Option(
        help: ArgumentHelp(
            "Show the past decision of the journal entry with this cursor, which events --json shows.",
            valueName: "cursor"))
    var entry: String?

    /// The journal of that entry.
    @OptionGroup var journal: JournalOptions

    /// Checks what cannot be meant.
    func validate() throws {
        if self.entry != nil, self.uuid != nil { throw ValidationError("give a uuid or --entry, not both") }
    }

    /// Where judgements come from.
    enum Source: String, Encodable {
        /// The service that runs.
        case service
        /// The servers, asked now.
        case server
    }

    /// What was judged.
    private struct Judged {
        var source: Source
        var servers: [ServerStatus]
        var writtenAt: String?
    }

    /// What `--json` prints.
    private struct Report: Encodable {
        struct Entry: Encodable {
            var server: String
            var activity: ActivityStatus
        }
        var source: Source
        var writtenAt: String?
        var activities: [Entry]
    }

    /// Finds the activities and prints what the rules make of them.
    func run() async throws {
        if let entry = self.entry {
            return try PastDecision.show(cursor: entry, of: self.journal, json: self.json)
        }
        var judged = try await self.judgedByService()
        if judged == nil { judged = try await self.judgedNow() }
        guard let judged else { return }
        var candidates = try self.candidates(in: judged)
        var source = judged.source
        if self.uuid != nil, source == .service, candidates.contains(where: { $0.activity.rules == nil }) {
            // Of so many the service keeps no judgements.
            source = .server
            candidates = try self.candidates(in: try await self.judgedNow())
        }
        if self.json {
            let written = source == .service ? judged.writtenAt : nil
            print(try JSONText.of(Report(source: source, writtenAt: written, activities: candidates), isPretty: true))
            return
        }
        let paint = Paint.forStandardOutput()
        let origin =
            source == .service
            ? "as the service judged at \(ScreenText.line(judged.writtenAt ?? "", limit: 32))"
            : "asked now, without the service: there is no evidence yet, every clock begins at zero"
        print(paint(origin, .faint))
        if candidates.isEmpty { print("there are no activities") }
        for candidate in candidates {
            let view = ExplanationView(server: candidate.server, activity: candidate.activity, paint: paint)
            print("")
            print(view.lines.joined(separator: "\n"))
        }
    }

    private func candidates(in judged: Judged) throws(ExitCode) -> [Report.Entry] {
        let entries = judged.servers.filter { self.server == nil || $0.name == self.server }.flatMap { server in
            server.activities.map { Report.Entry(server: server.name, activity: $0) }
        }
        guard let uuid = self.uuid else { return entries }
        do throws(ActivityChoice.Failure) {
            let chosen = try ActivityChoice.choose(
                uuid, among: entries.map { ActivityChoice.Candidate($0.activity, on: $0.server) })
            return entries.filter { $0.server == chosen.server && $0.activity.uuid == chosen.uuid }
        } catch {
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }

    /// What the service judged; nil where none runs.
    private func judgedByService() async throws(ExitCode) -> Judged? {
        do throws(StatusFile.Failure) {
            let status = try StatusFile.ofRunningService(in: self.runtimeDirectory)
            return Judged(source: .service, servers: status.monitor.servers, writtenAt: status.writtenAt)
        } catch {
            if case .notRunning = error { return nil }
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }

    /// What the same rules make of what the servers show now.
    private func judgedNow() async throws(ExitCode) -> Judged {
        let configured = try ConfiguredServers.load(directory: self.config, server: self.server)
        let settings = configured.configuration.monitorSettings(generation: 1, textHashKey: TextHash.Key(0, 0))
        var live = LiveMonitor(settings)
        for configuration in configured.servers {
            let server = try ConfiguredServers.open(configuration)
            let error = await live.look(at: server)
            await server.client.shutdown()
            if let error { throw ConfiguredServers.complain(about: server.name, error) }
        }
        return Judged(source: .server, servers: live.status.servers)
    }
}
