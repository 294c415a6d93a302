// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel

/// `cancel UUID`: stops one activity, and proves that it stopped.
struct CancelCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop an activity the way an armed rule would, and see whether it stopped.",
        discussion: """
            Asks before it does anything, naming what else would end. Exits with 0 if the activity ended after the \
            request, with 1 if it did not or ended by itself, with 64 if it is not said clearly enough what to stop, with \
            69 if the server gives no answer, and with 77 if the token may not do it.
            """
    )

    /// The activity.
    @Argument(help: "The activity's uuid, or its beginning.")
    var uuid: String

    /// The server.
    @Option(help: ArgumentHelp("Look at this server alone.", valueName: "name"))
    var server: String?

    /// Whether not to ask.
    @Flag(help: "Do not ask; what would end with it is agreed to.")
    var yes = false

    /// Whether a protected type may be stopped.
    @Flag(help: "Stop it although its type is protected, and what is protected with it.")
    var protected = false

    /// How long the server may take.
    @Option(help: ArgumentHelp("How long it may take to end after a request.", valueName: "duration"))
    var verifyWithin = "60s"

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object when it is over.")
    var json = false

    /// The directory to read; none for the system's.
    @Option(
        help: ArgumentHelp("Read the configuration of this directory alone.", valueName: "dir"), completion: .directory)
    var config: String?

    /// What `--json` prints.
    private struct Report: Encodable {
        var server: String
        var uuid: String
        var outcome: String
        var reason: String?
        var messages: [String]
    }

    /// Checks the duration.
    func validate() throws {
        guard let duration = DurationSyntax.duration(self.verifyWithin), duration >= .seconds(1) else {
            throw ValidationError("'\(self.verifyWithin.printable(limit: 64))' is no duration such as 60s or 5m")
        }
    }

    /// Finds the activity, asks, stops it and looks.
    func run() async throws {
        let configured = try ConfiguredServers.load(directory: self.config, server: self.server)
        let stop = try await self.find(in: configured)
        let code: ExitCode?
        do throws(ExitCode) {
            code = try await self.carryOut(stop)
        } catch {
            await stop.server.client.shutdown()
            throw error
        }
        await stop.server.client.shutdown()
        if let code { throw code }
    }

    // MARK: - What is meant

    /// Looks for the activity on each of the servers.
    private func find(in configured: ConfiguredServers) async throws(ExitCode) -> ManualStop {
        let showsTitles = configured.configuration.journal.showsTitles
        var candidates: [ActivityChoice.Candidate] = []
        var failure: ExitCode?
        for configuration in configured.servers {
            let server = try ConfiguredServers.open(configuration)
            do throws(PlexClientError) {
                let snapshot = try await server.client.activities().value
                candidates += snapshot.activities.map {
                    ActivityChoice.Candidate($0, on: server.name, showsTitle: showsTitles)
                }
            } catch {
                failure = ConfiguredServers.complain(about: server.name, error)
            }
            await server.client.shutdown()
        }
        let chosen: ActivityChoice.Candidate
        do throws(ActivityChoice.Failure) {
            chosen = try ActivityChoice.choose(self.uuid, among: candidates)
        } catch {
            // It may be on a server that did not answer.
            if case .none = error, let failure { throw failure }
            ControlExit.complain(error.description)
            throw error.exitCode
        }
        if let failure, chosen.uuid != self.uuid {
            ControlExit.complain(
                "on a server that did not answer a uuid may begin so, too: name the whole uuid, "
                    + "\(ScreenText.line(chosen.uuid, limit: 128)), or limit it to one server with --server")
            throw failure
        }
        guard let configuration = configured.servers.first(where: { $0.name == chosen.server }) else {
            throw ControlExit.foundProblem
        }
        return ManualStop(
            server: try ConfiguredServers.open(configuration),
            target: ManualStop.Candidate(id: ActivityID(chosen.uuid), type: ActivityType(chosen.type)),
            configuration: configured.configuration, includesProtected: self.protected,
            verifyWithin: DurationSyntax.duration(self.verifyWithin) ?? .seconds(60))
    }

    // MARK: - What is done

    private func carryOut(_ stop: ManualStop) async throws(ExitCode) -> ExitCode? {
        if stop.isProtected, !self.protected {
            let type = ScreenText.line(stop.target.type.rawValue, limit: 64)
            ControlExit.complain("\(type) is protected: what it interrupts may be lost; to stop it, add --protected")
            throw ControlExit.usage
        }
        let steps: [StepExplanation]
        do throws(PlexClientError) {
            steps = try await stop.steps()
        } catch {
            throw ConfiguredServers.complain(about: stop.server.name, error)
        }
        let agreed = stop.agreeable(steps)
        try self.confirm(stop, steps, agreed: agreed)

        var messages: [String] = []
        let outcome = await stop.run(agreed: agreed) { line in
            if self.json { messages.append(line) } else { print(line) }
        }
        if self.json {
            let (word, reason) = outcome.words
            let report = Report(
                server: stop.server.name, uuid: stop.target.id.rawValue, outcome: word, reason: reason,
                messages: messages)
            print((try? JSONText.of(report)) ?? "{}")
        } else if messages.isEmpty, let sentence = outcome.sentence {
            print(sentence)
        }
        return outcome.exitCode
    }

    /// Says what would be done, and asks; throws where the answer is not a yes.
    private func confirm(
        _ stop: ManualStop, _ steps: [StepExplanation], agreed: Set<ActivityID>
    ) throws(ExitCode) {
        guard !self.yes else { return }
        guard Terminal.isInteractive else {
            ControlExit.complain("nobody can be asked, for this is no terminal: add --yes to stop it all the same")
            throw ControlExit.usage
        }
        for (index, step) in steps.enumerated() {
            let isLast = index == 0 ? "" : ", if that does not help"
            ControlExit.complain("step \(index + 1)\(isLast): \(ScreenText.line(step.words))")
            for other in step.alsoEnds.prefix(20) {
                let isSpared = !agreed.contains(ActivityID(other.uuid))
                let words = isSpared ? "is not taken, for it would also end, and that is protected," : "would also end"
                ControlExit.complain(
                    "  \(words) \(ScreenText.line(other.name, limit: 120)) (\(ScreenText.line(other.type, limit: 64)))")
            }
            if step.alsoEndsCount > 20 { ControlExit.complain("  and \(step.alsoEndsCount - 20) more") }
        }
        if steps.isEmpty { ControlExit.complain("Plex offers no way to stop it") }
        guard Terminal.confirm("Stop \(ScreenText.line(stop.target.id.rawValue, limit: 128))?") else {
            ControlExit.complain("nothing was done")
            throw ControlExit.foundProblem
        }
    }
}
