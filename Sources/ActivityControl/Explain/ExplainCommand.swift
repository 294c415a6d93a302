// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import MonitorConfiguration
import PlexClient
import PlexModel
import ServiceFiles

/// `explain [UUID]`: what each rule makes of an activity now.
struct ExplainCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what each rule makes of an activity, condition by condition, and what would follow.",
        discussion: """
            With the service running, it shows the service's own judgements. Without it, the servers are asked now, and \
            every clock begins at zero. Exits with 1 if there is no such activity, with 64 if several uuids begin so or no \
            server has this name, with 69 if a server gives no answer, and with 77 if one does not accept the token, or if \
            something may not be read.
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
    @Option(help: ArgumentHelp("The service's runtime directory.", valueName: "dir"), completion: .directory)
    var runtimeDirectory = StatusFile.serviceDirectory

    /// The directory to read where the servers are asked; none for the system's.
    @Option(
        help: ArgumentHelp("Read the configuration of this directory alone.", valueName: "dir"), completion: .directory)
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
        var activities: [Report.Entry]
        /// How many activities there are besides.
        var moreCount = 0
        var writtenAt: String?
        /// The exit code for a server that could not be judged, which has been said; nil where all were.
        var failure: ExitCode?
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
        let judged: Judged
        if let byService = try self.judgedByService() {
            judged = byService
        } else {
            judged = try await self.judgedNow()
        }
        if self.json {
            let report = Report(source: judged.source, writtenAt: judged.writtenAt, activities: judged.activities)
            print(try JSONText.of(report, isPretty: true))
        } else {
            self.show(judged)
        }
        if let failure = judged.failure { throw failure }
    }

    private func show(_ judged: Judged) {
        let paint = Paint.forStandardOutput()
        let origin =
            judged.source == .service
            ? "as the service judged at \(ScreenText.line(judged.writtenAt ?? "", limit: 32))"
            : "asked now, without the service: there is no evidence yet, every clock begins at zero"
        print(paint(origin, .faint))
        // Of a server that says nothing it is not known.
        if judged.activities.isEmpty, judged.failure == nil { print("there are no activities") }
        for entry in judged.activities {
            let view = ExplanationView(server: entry.server, activity: entry.activity, paint: paint)
            print("")
            print(view.lines.joined(separator: "\n"))
        }
        if judged.moreCount > 0 { print("\nand \(judged.moreCount) more: name the uuid of one") }
    }

    /// The one that is meant.
    ///
    /// - Parameter failure: The exit code for a server that did not say what it does, which has been said: it may have been there.
    private func choose(
        _ uuid: String, among candidates: [ActivityChoice.Candidate], failure: ExitCode?
    ) throws(ExitCode) -> ActivityChoice.Candidate {
        do throws(ActivityChoice.Failure) {
            return try ActivityChoice.choose(uuid, among: candidates)
        } catch {
            if case .none = error, let failure { throw failure }
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }

    // MARK: - With the service

    /// What the service judged; nil where none runs, and where its status does not tell enough of what is meant.
    private func judgedByService() throws(ExitCode) -> Judged? {
        let status: StatusDocument
        do throws(StatusFailure) {
            status = try StatusFile(directory: self.runtimeDirectory).readRunning().status
        } catch {
            if case .notRunning = error { return nil }
            ControlExit.complain(error.description)
            throw error.exitCode
        }
        var servers = status.monitor.servers.filter { self.server == nil || $0.name == self.server }
        if let server = self.server, servers.isEmpty {
            throw ConfiguredServers.complain(aboutUnknown: server, among: status.monitor.servers.map(\.name))
        }
        var judged = Judged(source: .service, activities: [], writtenAt: status.writtenAt)
        judged.activities = servers.flatMap { server in
            server.activities.map { Report.Entry(server: server.name, activity: $0) }
        }
        let moreCount = servers.reduce(0) { $0 + $1.activityCount - $1.activities.count }
        guard let uuid = self.uuid else {
            judged.moreCount = moreCount
            judged.failure = Self.complain(aboutSilent: servers, in: status)
            return judged
        }
        // One that the status does not name may be meant, or have a uuid that begins so, too.
        if moreCount > 0, !judged.activities.contains(where: { $0.activity.uuid == uuid }) { return nil }
        let candidates = judged.activities.map { ActivityChoice.Candidate($0.activity, on: $0.server) }
        let isThere = candidates.contains { $0.uuid.hasPrefix(uuid) }
        let chosen = try self.choose(
            uuid, among: candidates, failure: isThere ? nil : Self.complain(aboutSilent: servers, in: status))
        judged.activities.removeAll { $0.server != chosen.server || $0.activity.uuid != chosen.uuid }
        guard judged.activities.allSatisfy({ $0.activity.rules != nil }) else { return nil }
        servers.removeAll { $0.name != chosen.server }
        judged.failure = Self.complain(aboutSilent: servers, in: status)
        return judged
    }

    /// Says which of the servers the service does not hear, and why; returns the exit code for it.
    private static func complain(aboutSilent servers: [ServerStatus], in status: StatusDocument) -> ExitCode? {
        var failure: ExitCode?
        for server in servers where server.state != "reachable" {
            let words =
                switch server.state {
                case "unauthorized": "does not accept the service's token"
                case "starting": "has not answered the service yet"
                default: "does not answer the service"
                }
            let error = status.polls.first { $0.server == server.name }?.lastError
            ControlExit.complain(
                "\(ScreenText.line(server.name, limit: 64)) \(words)" + (error.map { ": \(ScreenText.line($0))" } ?? "")
            )
            failure = server.state == "unauthorized" ? ControlExit.permission : failure ?? ControlExit.unavailable
        }
        return failure
    }

    // MARK: - Without it

    /// What the same rules make of what the servers show now.
    private func judgedNow() async throws(ExitCode) -> Judged {
        let configured = try ConfiguredServers.load(directory: self.config, server: self.server)
        let settings = configured.configuration.monitorSettings(generation: 1, textHashKey: TextHash.Key(0, 0))
        var live = LiveMonitor(settings)
        var judged = Judged(source: .server, activities: [])
        for configuration in configured.servers {
            let server = try ConfiguredServers.open(configuration)
            let error = await live.look(at: server)
            await server.client.shutdown()
            if let error { judged.failure = ConfiguredServers.complain(about: server.name, error) }
        }
        let names = configured.servers.map(\.name)
        guard let uuid = self.uuid else {
            for server in live.status.servers where names.contains(server.name) {
                judged.activities += server.activities.map { Report.Entry(server: server.name, activity: $0) }
                judged.moreCount += server.activityCount - server.activities.count
            }
            return judged
        }
        let showsTitles = configured.configuration.journal.showsTitles
        let candidates = names.flatMap { name in
            live.activities(on: name).map { ActivityChoice.Candidate($0, on: name, showsTitle: showsTitles) }
        }
        let chosen = try self.choose(uuid, among: candidates, failure: judged.failure)
        let meant = live.activities(on: chosen.server).first { $0.id.rawValue == chosen.uuid }
        if let meant, let activity = live.status(of: meant, on: chosen.server) {
            judged.activities = [Report.Entry(server: chosen.server, activity: activity)]
        }
        // There is one such uuid at most, whatever the others would have said.
        if chosen.uuid == uuid { judged.failure = nil }
        return judged
    }
}
