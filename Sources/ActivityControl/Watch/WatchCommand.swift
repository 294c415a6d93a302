// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel

/// `watch`: what the servers do, as it happens.
struct WatchCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch the activities of every configured server, with progress bars.",
        discussion: """
            On a terminal the picture is drawn again in place, until q or Ctrl-C. Elsewhere, and with --json, each change is \
            a line, until nobody reads it any more. It asks the servers itself, and needs no service.
            """
    )

    /// The server.
    @Option(help: ArgumentHelp("Watch this server alone.", valueName: "name"))
    var server: String?

    /// How often to ask.
    @Option(help: ArgumentHelp("The time between two polls of a server, 1s at least.", valueName: "duration"))
    var interval = "2s"

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each change.")
    var json = false

    /// The directory to read; none for the system's.
    @Option(
        help: ArgumentHelp("Read the configuration of this directory alone.", valueName: "dir"), completion: .directory)
    var config: String?

    /// Checks the interval.
    func validate() throws {
        guard let interval = DurationSyntax.duration(self.interval), interval >= .seconds(1) else {
            throw ValidationError("'\(self.interval.printable(limit: 64))' is no duration of 1s or more")
        }
    }

    /// Watches until somebody wants it to end.
    func run() async throws {
        let configured = try ConfiguredServers.load(directory: self.config, server: self.server)
        var servers: [LiveServer] = []
        for configuration in configured.servers { servers.append(try ConfiguredServers.open(configuration)) }
        let interval = DurationSyntax.duration(self.interval) ?? .seconds(2)
        // Without rules: whoever watches stops nothing.
        let settings = MonitorSettings(
            generation: 1, servers: servers.map { ServerSettings(name: $0.name, pollInterval: interval) },
            journal: configured.configuration.journal)
        let signals = EndSignals()
        let live = LiveMonitor(settings)
        let messages = WatchMailbox()
        let ending: Result<Int32?, any Error> = await withTaskGroup { group in
            group.addTask { await WatchFeed.tick(into: messages) }
            for server in servers {
                let feed = WatchFeed(server: server, interval: interval, clock: live.clock, messages: messages)
                group.addTask { await feed.poll() }
                group.addTask { await feed.follow() }
            }
            defer { group.cancelAll() }
            if Terminal.isStandardOutput, !self.json {
                return .success(await Self.draw(messages, live, signals))
            }
            do {
                return .success(try await self.printLines(messages, live, signals))
            } catch is LineOutput.Closed {
                return .success(nil)
            } catch {
                return .failure(error)
            }
        }
        for server in servers { await server.client.shutdown() }
        do {
            if let signal = try ending.get() { ProcessSignal.end(by: signal) }
        } catch let failure as FileFailure {
            ControlExit.complain(failure.description)
            throw failure.exitCode
        }
    }

    /// Draws until a signal, which it returns, until q, or until the terminal is gone.
    private static func draw(
        _ messages: WatchMailbox, _ live: LiveMonitor, _ signals: EndSignals?
    ) async -> Int32? {
        var live = live
        var screen = LiveScreen()
        let paint = Paint.forStandardOutput()
        var ending: Int32?
        var isChanged = true
        var drawn = (at: live.now, size: Terminal.size)
        for await _ in messages.arrivals {
            let news = messages.take()
            for case .input(let input) in news {
                live.feed(input)
                _ = live.takeEvents()
                isChanged = true
            }
            guard news.contains(where: \.isTick) else { continue }
            ending = signals?.received
            if ending != nil || screen.isQuitting || Terminal.hasHungUp() { break }
            let size = Terminal.size
            // Ages go on although nothing is said.
            guard isChanged || size != drawn.size || drawn.at.duration(to: live.now) >= .seconds(1) else { continue }
            isChanged = false
            drawn = (live.now, size)
            screen.draw(WatchFrame(servers: live.status.servers, size: size, paint: paint).lines, size: size)
        }
        screen.close()
        return ending
    }

    /// Prints a line for each change until a signal, which it returns, or until nobody reads any more.
    private func printLines(
        _ messages: WatchMailbox, _ live: LiveMonitor, _ signals: EndSignals?
    ) async throws -> Int32? {
        var live = live
        var output = LineOutput()
        for await _ in messages.arrivals {
            for message in messages.take() {
                if let ending = signals?.received { return ending }
                switch message {
                case .input(let input): live.feed(input)
                // Where nothing happens, nothing is written that could fail.
                case .tick where Terminal.hasHungUp(): return nil
                case .tick: live.feed(.wake)
                }
                for event in live.takeEvents() {
                    try output.write(self.json ? event.jsonText : ScreenText.line(event.message, limit: 1_000))
                }
                try output.flush()
            }
        }
        return nil
    }
}

extension WatchMessage {
    /// Whether it says that time has passed.
    fileprivate var isTick: Bool {
        if case .tick = self { true } else { false }
    }
}

extension Event {
    /// The event as one JSON object, with the names of the journal's fields.
    fileprivate var jsonText: String {
        let fields = self.fields.map { JSONValue.Member($0.name.rawValue, .string($0.value)) }
        return JSONText.escaped(JSONValue.object([.init("MESSAGE", .string(self.message))] + fields).text)
    }
}
