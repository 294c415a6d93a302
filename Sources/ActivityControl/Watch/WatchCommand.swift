// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel

/// `watch`: shows the activities of the servers live.
struct WatchCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch the activities of every configured server, with progress bars.",
        discussion: """
            On a terminal, the view is redrawn in place until q or Ctrl-C. Otherwise, and with --json, each change is \
            a line, until the reader has gone. Asks the servers directly, without the service.
            """
    )

    /// `--config` and `--server`.
    @OptionGroup var servers: ServerOptions

    /// The poll interval.
    @Option(help: ArgumentHelp("The time between two polls of a server, at least 1s.", valueName: "duration"))
    var interval = "2s"

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// Checks the interval.
    func validate() throws {
        guard let interval = DurationSyntax.duration(self.interval), interval >= .seconds(1) else {
            throw ValidationError("'\(self.interval.printable(limit: 64))' is not a duration of 1s or more")
        }
    }

    /// Watches until q, a signal or the loss of the reader.
    func run() async throws {
        let configured = try self.servers.load()
        var servers: [LiveServer] = []
        for configuration in configured.servers { servers.append(try ConfiguredServers.open(configuration)) }
        let interval = DurationSyntax.duration(self.interval) ?? .seconds(2)
        // The settings have no rules, so this monitor stops nothing.
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
            if Terminal.isStandardOutput, !self.json.isOn {
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

    /// Draws until a signal, until q, or until the terminal is gone. Returns the signal.
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
            // Ages grow without news.
            guard isChanged || size != drawn.size || drawn.at.duration(to: live.now) >= .seconds(1) else { continue }
            isChanged = false
            drawn = (live.now, size)
            screen.draw(WatchFrame(servers: live.status.servers, size: size, paint: paint).lines, size: size)
        }
        screen.close()
        return ending
    }

    /// Prints a line for each change until a signal, or until the reader is gone. Returns the signal.
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
                // Without changes no write can fail, so the tick looks for the reader.
                case .tick where Terminal.hasHungUp(): return nil
                case .tick: live.feed(.wake)
                }
                for event in live.takeEvents() {
                    try output.write(self.json.isOn ? event.jsonText : ScreenText.line(event.message, limit: 1_000))
                }
                try output.flush()
            }
        }
        return nil
    }
}

extension WatchMessage {
    /// Whether the message is a tick.
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
