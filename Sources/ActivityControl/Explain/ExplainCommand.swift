// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import MonitorConfiguration
import PlexClient
import PlexModel
import ServiceFiles

/// `explain [UUID]`: shows the judgement of each rule about an activity.
struct ExplainCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how each rule judges an activity, condition by condition, and what the rule will do.",
        discussion: """
            If the service runs, the command shows the service's judgements. Otherwise it asks the servers now, and \
            every clock starts at zero. Exits with 1 if there is no such activity, with 64 if several uuids begin so \
            or no server has this name, with 69 if a server gives no answer, and with 77 if a server refuses the token \
            or this user may not read a file.
            """
    )

    /// The activity; nil for all activities.
    @Argument(help: "The activity's uuid, or its beginning; all activities without it.")
    var uuid: String?

    /// `--config` and `--server`.
    @OptionGroup var servers: ServerOptions

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// `--runtime-directory`.
    @OptionGroup var runtimeDirectory: RuntimeDirectoryOption

    /// The journal entry of a past decision.
    @Option(
        help: ArgumentHelp(
            "Show the past decision in the journal entry with this cursor; events --json shows cursors.",
            valueName: "cursor"))
    var entry: String?

    /// The journal of that entry.
    @OptionGroup var journal: JournalOptions

    /// Refuses contradictions.
    func validate() throws {
        if self.entry != nil, self.uuid != nil { throw ValidationError("give a uuid or --entry, not both") }
    }

    /// The source of the judgements.
    enum Source: String, Encodable {
        /// The running service.
        case service
        /// The servers, asked now.
        case server
    }

    /// The judgements.
    private struct Judged {
        var source: Source
        var activities: [Report.Entry]
        /// The number of activities without a judgement here.
        var moreCount = 0
        var writtenAt: String?
        /// The exit code for a server that did not answer, after its error message; nil if all answered.
        var failure: ExitCode?
    }

    /// The output of `--json`.
    private struct Report: Encodable {
        struct Entry: Encodable {
            var server: String
            var activity: ActivityStatus
        }
        var source: Source
        var writtenAt: String?
        var activities: [Entry]
    }

    /// Finds the activities and prints the judgements.
    func run() async throws {
        if let entry = self.entry {
            return try PastDecision.show(cursor: entry, of: self.journal, json: self.json.isOn)
        }
        let judged: Judged
        if let byService = try self.judgedByService() {
            judged = byService
        } else {
            judged = try await self.judgedNow()
        }
        if self.json.isOn {
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
            : "asked now, without the service: there is no evidence yet, and every clock starts at zero"
        print(paint(origin, .faint))
        // A server that did not answer may have activities.
        if judged.activities.isEmpty, judged.failure == nil { print("there are no activities") }
        for entry in judged.activities {
            let view = ExplanationView(server: entry.server, activity: entry.activity, paint: paint)
            print("")
            print(view.lines.joined(separator: "\n"))
        }
        if judged.moreCount > 0 { print("\nand \(judged.moreCount) more: name the uuid of one") }
    }

    /// The activity that the uuid names.
    ///
    /// - Parameter failure: the exit code for a server that did not answer, after its error message. That server may
    ///   have the activity, so this code wins over "no such activity".
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

    /// The service's judgements; nil if no service runs, or if its status leaves out the activity or its judgements.
    private func judgedByService() throws(ExitCode) -> Judged? {
        let running: RunningStatus
        do throws(StatusFailure) {
            running = try StatusFile(directory: self.runtimeDirectory.path).readRunning()
        } catch {
            if case .notRunning = error { return nil }
            ControlExit.complain(error.description)
            throw error.exitCode
        }
        let judge = ServiceJudge(
            running, try ConfiguredServers.load(directory: self.servers.config.directory, server: nil).configuration)
        guard judge.canJudge else { return nil }
        let status = self.uuid == nil ? judge.judged : running.status
        var servers = status.monitor.servers.filter { self.servers.name == nil || $0.name == self.servers.name }
        if let server = self.servers.name, servers.isEmpty {
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
        // An activity that the status leaves out may be the one, or may have a uuid that begins so too.
        if moreCount > 0, !judged.activities.contains(where: { $0.activity.uuid == uuid }) { return nil }
        let candidates = judged.activities.map { ActivityChoice.Candidate($0.activity, on: $0.server) }
        let isThere = candidates.contains { $0.uuid.hasPrefix(uuid) }
        let chosen = try self.choose(
            uuid, among: candidates, failure: isThere ? nil : Self.complain(aboutSilent: servers, in: status))
        judged.activities.removeAll { $0.server != chosen.server || $0.activity.uuid != chosen.uuid }
        servers.removeAll { $0.name != chosen.server }
        for index in judged.activities.indices {
            judged.activities[index].activity.rules = servers.first.flatMap {
                judge.judgement(of: chosen.uuid, on: $0)
            }
        }
        guard judged.activities.allSatisfy({ $0.activity.rules != nil }) else { return nil }
        judged.failure = Self.complain(aboutSilent: servers, in: status)
        return judged
    }

    /// Says which of the servers the service does not hear, and why; returns the exit code for it.
    private static func complain(aboutSilent servers: [ServerStatus], in status: StatusDocument) -> ExitCode? {
        var failure: ExitCode?
        for server in servers where server.state != "reachable" {
            let words =
                switch server.state {
                case "unauthorized": "refuses the service's token"
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

    // MARK: - Without the service

    /// The judgements of the configured rules about the present activities.
    private func judgedNow() async throws(ExitCode) -> Judged {
        let configured = try self.servers.load()
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
        // A whole uuid is unique, so servers that did not answer do not matter.
        if chosen.uuid == uuid { judged.failure = nil }
        return judged
    }
}
