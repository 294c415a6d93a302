// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import ServerAccess

@testable import ActivityDaemon
@testable import PlexClient

/// A poller between a server that does as it is told and a mailbox that the test empties.
struct PollerBench {
    let server: FakePlexServer
    let control: PollerControl
    let clock = ManualClock()
    let mailbox = Mailbox()
    let tokens = FakeTokenSource()
    let log = RecordingLogger()

    init(interval: Duration = .seconds(10), _ change: (inout FakePlexServer.Answers) -> Void = { _ in }) {
        self.server = FakePlexServer(change)
        self.control = PollerControl(id: PollerID(number: 1), interval: interval, token: self.tokens.current)
    }

    /// Runs the poller while the body takes envelopes.
    func run(_ body: (inout PollerEnvelopes) async throws -> Void) async rethrows {
        let dependencies = ServerDependencies(
            configuration: ServerConfiguration(name: "home", url: "http://127.0.0.1:1"),
            server: self.server,
            control: self.control,
            tokens: self.tokens,
            mailbox: self.mailbox,
            health: HealthRegistry(clock: self.clock),
            clock: self.clock,
            generator: FixedGenerator(),
            logger: self.log.logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ServerPoller(dependencies).run() }
            var envelopes = PollerEnvelopes(iterator: self.mailbox.envelopes.makeAsyncIterator())
            try await body(&envelopes)
            self.mailbox.close()
            group.cancelAll()
        } as Void
    }
}

/// Takes envelopes as the loop would, one by one.
struct PollerEnvelopes {
    var iterator: AsyncStream<Mailbox.Envelope>.Iterator

    /// The next input, acknowledged after the body has run.
    mutating func next(beforeAcknowledging body: () -> Void = {}) async -> Input? {
        guard let envelope = await self.iterator.next(isolation: #isolation) else { return nil }
        body()
        defer { envelope.acknowledgement.give() }
        guard case .observation(_, let input) = envelope.message else { return nil }
        return input
    }

    /// The next poll; anything before it is acknowledged.
    mutating func poll() async -> (sentAt: Instant, result: PollResult)? {
        while let input = await self.next() {
            if case .poll(_, let sentAt, let result) = input { return (sentAt, result) }
        }
        return nil
    }
}
