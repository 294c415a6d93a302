// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Testing

@testable import ActivityDaemon
@testable import PlexClient

/// A poller and a monitor, and what a server shows and tells as time passes; nothing else keeps time.
private struct Bench {
    private let server = FakePlexServer()
    private let clock = ManualClock()
    private let mailbox = Mailbox()
    private let control: PollerControl
    private let interval: Duration
    private let hasStream: Bool
    private var monitor = Monitor()
    private var fired: Instant?

    /// When the scan begins, and when it moves for the last time, in intervals after the first poll.
    private static let begins = 2.3
    private static let moves = [2.9, 3.4, 3.6, 4.1, 4.7]

    init(interval: Duration, threshold: Duration, hasStream: Bool) {
        self.interval = interval
        self.hasStream = hasStream
        self.control = PollerControl(id: PollerID(number: 1), interval: interval, token: .none)
        let rule = Rule(
            name: "silent", match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.noProgressFor(threshold)], conduct: .notify)
        let configuration = DaemonConfiguration(
            servers: [ServerConfiguration(name: "home", url: "http://127.0.0.1:1", pollInterval: interval)],
            rules: [rule])
        self.feed(.configure(configuration.monitorSettings(generation: 1, textHashKey: TextHash.Key(1, 2))))
        self.feed(.stream(server: "home", hasStream ? .open : .unwanted))
    }

    private mutating func feed(_ input: Input) {
        let output = self.monitor.handle(input, at: self.clock.now)
        if output.events.contains(where: { $0.kind == .ruleFired }) { self.fired = self.fired ?? self.clock.now }
        if let interval = self.monitor.pollInterval(of: "home") { self.control.setInterval(interval) }
    }

    /// Runs until the rule fires, and returns how long after the first poll that was.
    mutating func run() async -> Duration? {
        let dependencies = ServerDependencies(
            configuration: ServerConfiguration(name: "home", url: "http://127.0.0.1:1"), server: self.server,
            control: self.control, tokens: FakeTokenSource(), mailbox: self.mailbox,
            health: HealthRegistry(clock: self.clock), clock: self.clock, generator: FixedGenerator(),
            logger: RecordingLogger().logger)
        let running = Task { await ServerPoller(dependencies).run() }
        let start = self.clock.now
        var envelopes = self.mailbox.envelopes.makeAsyncIterator()
        var isWatched = false
        await self.poll(&envelopes)
        if self.hasStream {
            // The interval is stretched while there is nothing to watch.
            await self.clock.sleeper(in: self.interval * 6)
            self.control.pollNow()
            await self.poll(&envelopes)
            await self.clock.sleeper(in: self.interval * 6)
        }
        for point in 1...40 where self.fired == nil {
            let moments = Double(point - 1)..<Double(point)
            for moment in [Self.begins] + Self.moves where moments.contains(moment) {
                await self.advance(to: start.advanced(by: self.interval * moment))
                self.scan(begins: moment == Self.begins, progress: moment)
                isWatched = true
            }
            let due = start.advanced(by: self.interval * point)
            // Half way, as a poll in between must change nothing.
            if point == 7 {
                await self.advance(to: due.advanced(by: .zero - self.interval / 2))
                self.control.pollNow()
                await self.poll(&envelopes)
            }
            if !self.hasStream || isWatched { await self.clock.sleeper(in: self.clock.now.duration(to: due)) }
            await self.advance(to: due)
            if !self.hasStream || isWatched { await self.poll(&envelopes) }
        }
        self.mailbox.close()
        self.control.stop()
        await running.value
        return self.fired.map { start.duration(to: $0) }
    }

    private func advance(to instant: Instant) async {
        self.clock.advance(by: self.clock.now.duration(to: instant))
    }

    /// Takes what the poller says up to the next poll.
    private mutating func poll(_ envelopes: inout AsyncStream<Mailbox.Envelope>.Iterator) async {
        while let envelope = await envelopes.next(isolation: #isolation) {
            defer { envelope.acknowledgement.give() }
            guard case .observation(_, let input) = envelope.message else { continue }
            self.feed(input)
            if case .poll = input { return }
        }
    }

    /// The scan moves; a stream tells that at once.
    private mutating func scan(begins: Bool, progress: Double) {
        let snapshot = ActivitySnapshot.scan(progress: progress)
        self.server.change { $0.activities = .success(snapshot) }
        guard self.hasStream else { return }
        let news = ActivityNotification.test(begins ? .started : .updated, "a", progress)
        self.feed(.notification(server: "home", receivedAt: self.clock.now, news))
    }
}

@Suite("A scan that goes silent", .timeLimit(.minutes(1)))
struct SilenceTests {
    @Test(
        "fires its rule at the same instant with a healthy stream as with polls alone",
        arguments: [Duration.seconds(1), .seconds(10), .seconds(30), .seconds(300)], [3.0, 4.0, 5.3])
    func sameInstant(interval: Duration, intervals: Double) async {
        let threshold = interval * intervals
        var polled = Bench(interval: interval, threshold: threshold, hasStream: false)
        var streamed = Bench(interval: interval, threshold: threshold, hasStream: true)
        let expected = await polled.run()
        let instant = await streamed.run()
        #expect(instant == expected)
        // The last move is seen at the fifth point, and the first that is far enough from it judges.
        #expect(expected == interval * (5 + Int(intervals.rounded(.up))))
    }
}
