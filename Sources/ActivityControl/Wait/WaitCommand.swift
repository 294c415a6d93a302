// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel

/// `wait`: waits until work on the servers is over.
struct WaitCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Wait until the work of a library, of a type or of a uuid is over.",
        discussion: """
            Exits with 0 if the work was seen and nothing of it runs any more, with 1 if it was never seen or if the \
            time is up, with 64 for a library that no server has, with 69 if the work was lost with a restart of its \
            server or if a server gives no usable answer, and with 77 if a server refuses the token. Asks the servers \
            directly, without the service.
            """
    )

    /// The uuid.
    @Argument(help: "The activity's uuid, or its beginning.")
    var uuid: String?

    /// The library.
    @Option(help: ArgumentHelp("Wait for the work on this library, named by its key or name.", valueName: "library"))
    var section: String?

    /// The type.
    @Option(help: ArgumentHelp("Wait for the work of this type; * and ? are wildcards.", valueName: "type"))
    var type: String?

    /// The longest wait.
    @Option(help: ArgumentHelp("The longest time to wait.", valueName: "duration"))
    var timeout = "30m"

    /// The time for the work to appear.
    @Option(help: ArgumentHelp("How long the work may take to appear.", valueName: "duration"))
    var appear = "10s"

    /// `--config` and `--server`.
    @OptionGroup var servers: ServerOptions

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// The time between two polls of a server.
    private static let interval = Duration.seconds(1)

    /// The output of `--json`.
    private struct Report: Encodable {
        var outcome: String
        var seen: Int
        var waitedMicroseconds: Int64
        var message: String
    }

    /// Checks the choice and the durations.
    func validate() throws {
        guard self.uuid?.isEmpty != true, (self.uuid == nil) != (self.section == nil && self.type == nil) else {
            throw ValidationError("name the work by its uuid, or with --section, --type or both")
        }
        for text in [self.timeout, self.appear] where DurationSyntax.duration(text) == nil {
            throw ValidationError("'\(text.printable(limit: 64))' is not a duration such as 10s or 30m")
        }
    }

    /// Waits, and says how the wait ended.
    func run() async throws {
        let configured = try self.servers.load()
        var servers: [LiveServer] = []
        for configuration in configured.servers { servers.append(try ConfiguredServers.open(configuration)) }
        // The settings have no rules, so this monitor stops nothing.
        var live = LiveMonitor(
            MonitorSettings(
                generation: 1, servers: servers.map { ServerSettings(name: $0.name, pollInterval: Self.interval) },
                journal: configured.configuration.journal))
        let limits = AwaitedWork.Limits(
            timeout: DurationSyntax.duration(self.timeout) ?? .seconds(1_800),
            appear: DurationSyntax.duration(self.appear) ?? .seconds(10))
        var work = AwaitedWork(
            AwaitedWork.Target(uuid: self.uuid, type: self.type, section: self.section), limits: limits,
            servers: servers.map(\.name), start: live.now)
        let messages = WatchMailbox()
        let outcome = await withTaskGroup { group in
            group.addTask { await WatchFeed.tick(into: messages) }
            for server in servers {
                let feed = WatchFeed(server: server, interval: Self.interval, clock: live.clock, messages: messages)
                group.addTask { await feed.poll() }
                group.addTask { await feed.follow() }
            }
            defer { group.cancelAll() }
            return await Self.outcome(of: &work, messages, &live)
        }
        for server in servers { await server.client.shutdown() }
        self.tell(outcome, seen: work.seen.count, waited: work.start.duration(to: live.now))
        if let code = outcome.exitCode { throw code }
    }

    /// Takes the news of the servers until the wait ends.
    private static func outcome(
        of work: inout AwaitedWork, _ messages: WatchMailbox, _ live: inout LiveMonitor
    ) async -> WaitOutcome {
        for await _ in messages.arrivals {
            for message in messages.take() {
                switch message {
                case .input(let input):
                    live.feed(input)
                    work.take(input, at: live.now)
                case .tick: live.feed(.wake)
                }
                for event in live.takeEvents() { work.take(event) }
                if let outcome = work.outcome(at: live.now) { return outcome }
            }
        }
        return .timedOut
    }

    private func tell(_ outcome: WaitOutcome, seen: Int, waited: Duration) {
        guard self.json.isOn else {
            guard outcome.exitCode == nil else { return ControlExit.complain(outcome.sentence) }
            return print(outcome.sentence)
        }
        let report = Report(
            outcome: outcome.rawValue, seen: seen, waitedMicroseconds: waited.wholeMicroseconds,
            message: outcome.sentence)
        print((try? JSONText.of(report)) ?? "{}")
    }
}
