// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel

/// `cancel UUID`: stops one activity, and verifies that it stopped.
struct CancelCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop an activity as an armed rule would, and verify that it stopped.",
        discussion: """
            The activity is named by its uuid, by its title, or by its library with --section; the beginning is \
            enough where it fits one alone. Asks before it sends a request, and names the other activities that would end too. Exits with 0 if the \
            activity ended after the request, with 1 if it did not end or ended by itself, with 64 if the arguments \
            are ambiguous, with 69 if the server gives no answer, and with 77 if the token lacks the permission.
            """
    )

    /// The activity.
    @Argument(help: "The activity's uuid or title, or its beginning.")
    var uuid: String?

    /// The library whose activity it is.
    @Option(help: ArgumentHelp("Stop the activity of this library, named by its key or name.", valueName: "library"))
    var section: String?

    /// `--config` and `--server`.
    @OptionGroup var servers: ServerOptions

    /// `--runtime-directory`.
    @OptionGroup var runtime: RuntimeDirectoryOption

    /// Whether to skip the question.
    @Flag(help: "Do not ask; other activities may end too.")
    var yes = false

    /// Whether a protected type may be stopped.
    @Flag(help: "Stop it even if its type is protected; other protected activities may end too.")
    var protected = false

    /// The time for the activity to end after a request.
    @Option(help: ArgumentHelp("How long the activity may take to end after a request.", valueName: "duration"))
    var verifyWithin = "60s"

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// The output of `--json`.
    private struct Report: Encodable {
        var server: String
        var uuid: String
        var outcome: String
        var reason: String?
        var messages: [String]
    }

    /// Checks the choice and the duration.
    func validate() throws {
        guard (self.uuid == nil) != (self.section == nil) else {
            throw ValidationError("name the activity by its uuid or title, or its library with --section")
        }
        guard let duration = DurationSyntax.duration(self.verifyWithin), duration >= .seconds(1) else {
            throw ValidationError("'\(self.verifyWithin.printable(limit: 64))' is not a duration such as 60s or 5m")
        }
    }

    /// Finds the activity, asks, stops it and verifies the stop.
    func run() async throws {
        let configured = try self.servers.load()
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

    // MARK: - The choice

    /// Looks for the activity on each server.
    private func find(in configured: ConfiguredServers) async throws(ExitCode) -> ManualStop {
        let showsTitles = configured.configuration.journal.showsTitles
        var candidates: [ActivityChoice.Candidate] = []
        var failure: ExitCode?
        for configuration in configured.servers {
            let server = try ConfiguredServers.open(configuration)
            do throws(PlexClientError) {
                let snapshot = try await server.client.activities().value
                // Without the names, libraries have their keys.
                let sections = (try? await server.client.sections().value) ?? []
                candidates += snapshot.activities.map { activity in
                    var candidate = ActivityChoice.Candidate(activity, on: server.name, showsTitle: showsTitles)
                    candidate.sectionName = sections.first { $0.id == activity.sectionID }?.title
                    return candidate
                }
            } catch {
                failure = ConfiguredServers.complain(about: server.name, error)
            }
            await server.client.shutdown()
        }
        let chosen: ActivityChoice.Candidate
        do throws(ActivityChoice.Failure) {
            if let section = self.section {
                chosen = try ActivityChoice.choose(section: section, among: candidates)
            } else {
                chosen = try ActivityChoice.choose(self.uuid ?? "", among: candidates)
            }
        } catch {
            // The activity may be on the server that did not answer.
            if error.isAboutNothing, let failure { throw failure }
            ControlExit.complain(error.description)
            throw error.exitCode
        }
        if let failure, chosen.uuid != self.uuid {
            ControlExit.complain(
                "a server did not answer, and its uuids may begin so too: give the whole uuid, "
                    + "\(ScreenText.line(chosen.uuid, limit: 128)), or name the server with --server")
            throw failure
        }
        guard let configuration = configured.servers.first(where: { $0.name == chosen.server }) else {
            throw ControlExit.foundProblem
        }
        return ManualStop(
            server: try ConfiguredServers.open(configuration),
            target: ManualStop.Candidate(
                id: ActivityID(chosen.uuid), type: ActivityType(chosen.type), words: chosen.words),
            configuration: configured.configuration, includesProtected: self.protected,
            verifyWithin: DurationSyntax.duration(self.verifyWithin) ?? .seconds(60),
            notice: ServiceNotice(directory: self.runtime.path), journal: ManualStopJournal())
    }

    // MARK: - The stop

    private func carryOut(_ stop: ManualStop) async throws(ExitCode) -> ExitCode? {
        if stop.isProtected, !self.protected {
            let type = ScreenText.line(stop.target.type.rawValue, limit: 64)
            ControlExit.complain("\(type) is protected, because a stop can lose its work: add --protected to stop it")
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
            if self.json.isOn { messages.append(line) } else { print(line) }
        }
        if self.json.isOn {
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

    /// Describes the steps and asks; throws unless the answer is yes.
    private func confirm(
        _ stop: ManualStop, _ steps: [StepExplanation], agreed: Set<ActivityID>
    ) throws(ExitCode) {
        guard !self.yes else { return }
        guard Terminal.isInteractive else {
            ControlExit.complain("there is no terminal to ask for a confirmation: add --yes to stop it without one")
            throw ControlExit.usage
        }
        for (index, step) in steps.enumerated() {
            let isLast = index == 0 ? "" : ", if the step before fails"
            ControlExit.complain("step \(index + 1)\(isLast): \(ScreenText.line(step.words))")
            for other in step.alsoEnds.prefix(20) {
                let isSpared = !agreed.contains(ActivityID(other.uuid))
                let words = isSpared ? "is left out, because it would also end the protected" : "would also end"
                ControlExit.complain(
                    "  \(words) \(ScreenText.line(other.name, limit: 120)) (\(ScreenText.line(other.type, limit: 64)))")
            }
            if step.alsoEndsCount > 20 { ControlExit.complain("  and \(step.alsoEndsCount - 20) more") }
        }
        if steps.isEmpty { ControlExit.complain("plex-activityctl has no remedy for it") }
        let server = ScreenText.line(stop.server.name, limit: 64)
        guard Terminal.confirm("Stop \(ScreenText.line(stop.target.words, limit: 200)) on \(server)?") else {
            ControlExit.complain("nothing was stopped")
            throw ControlExit.foundProblem
        }
    }
}
