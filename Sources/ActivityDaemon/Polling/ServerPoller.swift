// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import Logging
import MonitorConfiguration
private import PlexClient
private import PlexModel

/// Polls one server: puts what it sees, and that it sees nothing, into the mailbox.
///
/// One thing at a time: it waits for each answer and for each message to be handled, so a server that hangs holds up its own
/// poller and nobody else.
package struct ServerPoller<C: Clock, Generator: RandomNumberGenerator & Sendable>: Sendable
where C.Instant == ActivityMonitor.Instant {
    /// How often names of sections are asked for at most because one is missing.
    private static var sectionsInterval: Duration { .seconds(60) }
    /// How often they are asked for at least: people rename libraries.
    private static var sectionsLifetime: Duration { .minutes(10) }
    /// The longest wait after a failure, and the wait after a token was refused.
    private static var longestWait: Duration { .seconds(60) }
    /// How soon after a poll the sessions are read again when the server says that they have changed.
    private static var sessionsInterval: Duration { .seconds(2) }

    /// The `[[server]]` table.
    let configuration: ServerConfiguration
    /// The server.
    let server: any PlexServer
    /// What others want of this poller.
    let control: PollerControl
    /// Where the token is read again after it was refused.
    let tokens: any TokenSource
    /// Where observations go.
    let mailbox: Mailbox
    /// Where signs of life are announced.
    let health: HealthRegistry
    /// The clock of the observations.
    let clock: C
    /// What the jitter of the back-off is drawn from.
    let generator: Generator
    /// Where trouble is told that is no event.
    let logger: Logger

    /// What the poller remembers from one round to the next.
    private struct Memory {
        var generator: Generator
        var backoff = Backoff(upTo: ServerPoller.longestWait)
        var identityBackoff = Backoff(upTo: ServerPoller.longestWait)
        var grid: PollGrid?
        var identityIsDue = Instant(nanoseconds: .min)
        var pollHasFailed = false
        var machineIdentifier: String?
        var sections: Set<SectionID> = []
        var sectionsAreWanted = true
        var sectionsWereAsked: Instant?
        var administratorIsToBeChecked = true
        var body: ActivitiesBody?
        var snapshot: ActivitySnapshot?
        var listIsIncomplete = false
    }

    /// When to poll again.
    private enum Pause {
        /// At the next point of the grid that the interval wants, after a poll that was sent at this instant.
        case interval(since: Instant)
        /// Not before this instant, unless somebody wants a poll; never before the second one.
        case backoff(until: Instant, atLeastUntil: Instant)
        /// At this instant, unless the token is replaced.
        case refused(until: Instant)
    }

    /// Polls until the task is cancelled or the poller is stopped.
    package func run() async {
        var memory = Memory(generator: self.generator)
        while !self.isOver {
            await self.identify(&memory)
            if self.control.identityIsConfirmed { await self.nameSections(&memory) }
            if self.control.needsSessions { await self.readSessions() }
            // One of these may have failed in a way in which the server may have been replaced.
            await self.identify(&memory)
            let pause = await self.poll(&memory)
            if !memory.pollHasFailed { await self.checkAdministrator(&memory) }
            guard !self.isOver else { break }
            await self.wait(pause, on: memory.grid ?? PollGrid(origin: self.clock.now))
            if case .refused = pause { await self.readToken(&memory) }
        }
        self.health.forget(self.name)
    }

    private var name: String { "poller of \(self.configuration.name)" }

    private var isOver: Bool { Task.isCancelled || self.control.isStopped }

    /// Announces that a request is under way.
    private func expectAnswer() {
        self.health.expect(self.name, within: self.configuration.requestTimeout)
    }

    /// Puts an observation into the mailbox, unless it came too late for this poller.
    private func tell(_ input: Input) async {
        guard !self.isOver else { return }
        await self.mailbox.deliver(.observation(from: self.control.id, input))
    }

    // MARK: - Who the server is

    /// Reads the identity where it is in doubt: at the start, and after a failed request before all else.
    private func identify(_ memory: inout Memory) async {
        guard !self.control.identityIsConfirmed else { return }
        guard memory.pollHasFailed || memory.identityIsDue <= self.clock.now else { return }
        self.expectAnswer()
        let doubts = self.control.identityDoubts
        do throws(PlexClientError) {
            let identity = try await self.server.identity()
            guard !self.isOver else { return }
            memory.identityBackoff.reset()
            if identity.machineIdentifier != memory.machineIdentifier {
                memory.machineIdentifier = identity.machineIdentifier
                memory.sectionsAreWanted = true
            }
            await self.tell(.identity(server: self.configuration.name, identity))
            // Only now: a request that waits for this must find the monitor told.
            self.control.confirmIdentity(identity.machineIdentifier, after: doubts)
        } catch {
            let wait = memory.identityBackoff.failed(using: &memory.generator)
            memory.identityIsDue = self.clock.now.advanced(by: wait)
            self.logger.debug("\(self.configuration.name): \(error.explanation)")
        }
    }

    // MARK: - What it calls its libraries

    private func nameSections(_ memory: inout Memory) async {
        guard self.sectionsAreDue(memory) else { return }
        memory.sectionsWereAsked = self.clock.now
        self.expectAnswer()
        do throws(PlexClientError) {
            let sections = try await self.server.sections()
            memory.sections = Set(sections.map(\.id))
            memory.sectionsAreWanted = false
            await self.tell(.sections(server: self.configuration.name, sections))
        } catch {
            self.noteFailure(error)
            self.logger.debug("\(self.configuration.name): \(error.explanation)")
        }
    }

    /// Whether the names are to be read: before the poll that a request waits for always, as a rule may spare a library by
    /// its name.
    private func sectionsAreDue(_ memory: Memory) -> Bool {
        guard let last = memory.sectionsWereAsked else { return true }
        let age = last.duration(to: self.clock.now)
        return age >= Self.sectionsLifetime || (memory.sectionsAreWanted && age >= Self.sectionsInterval)
            || (self.control.pollIsWanted && age > .zero)
    }

    // MARK: - Who plays

    /// Reads the sessions for the poll that follows; that they cannot be read is told too, as it makes them unknown.
    private func readSessions() async {
        self.expectAnswer()
        self.control.sessionsAreRead()
        var sessions: [PlaybackSession]?
        do throws(PlexClientError) {
            sessions = try await self.server.sessions()
        } catch {
            self.noteFailure(error)
            self.logger.debug("\(self.configuration.name): \(error.explanation)")
        }
        await self.tell(.sessions(server: self.configuration.name, sessions))
    }

    // MARK: - What it does

    private func poll(_ memory: inout Memory) async -> Pause {
        self.expectAnswer()
        self.control.pollBegins()
        let sentAt = self.clock.now
        if memory.grid == nil { memory.grid = PollGrid(origin: sentAt) }
        do throws(PlexClientError) {
            switch try await self.server.activities(unlessBody: memory.body) {
            case .changed(let snapshot, let body):
                memory.body = body
                memory.snapshot = snapshot
            case .unchanged:
                break
            }
        } catch {
            return await self.pollFailed(error, sentAt: sentAt, &memory)
        }
        guard let snapshot = memory.snapshot else { return .interval(since: sentAt) }
        memory.pollHasFailed = false
        memory.backoff.reset()
        self.noteCompleteness(of: snapshot, &memory)
        if snapshot.activities.contains(where: { $0.sectionID.map { !memory.sections.contains($0) } ?? false }) {
            memory.sectionsAreWanted = true
        }
        await self.tell(.poll(server: self.configuration.name, sentAt: sentAt, .snapshot(snapshot)))
        return .interval(since: sentAt)
    }

    /// Says once that the lists have begun to have holes, and once that they are whole again.
    private func noteCompleteness(of snapshot: ActivitySnapshot, _ memory: inout Memory) {
        guard snapshot.isComplete == memory.listIsIncomplete else { return }
        memory.listIsIncomplete.toggle()
        guard memory.listIsIncomplete else {
            self.logger.notice("\(self.configuration.name): the list of activities is whole again")
            return
        }
        self.logger.warning(
            """
            \(self.configuration.name): the list of activities is incomplete: of \(snapshot.rowCount) rows, \
            \(snapshot.skippedRows) cannot be read and \(snapshot.duplicateRows) repeat a uuid; nothing is called \
            finished until it is whole; if it stays so, report it with the server's version
            """)
    }

    private func pollFailed(_ error: PlexClientError, sentAt: Instant, _ memory: inout Memory) async -> Pause {
        memory.pollHasFailed = true
        self.control.doubtIdentity()
        let failure = PollFailure(error, isRemote: self.configuration.isRemote)
        let wait: Duration
        if failure.kind == .unauthorized {
            wait = Self.longestWait
        } else {
            let asked = min(error.retryAfter ?? .zero, Self.longestWait)
            wait = max(asked, memory.backoff.failed(using: &memory.generator))
        }
        await self.tell(.poll(server: self.configuration.name, sentAt: sentAt, .failure(failure)))
        let until = self.clock.now.advanced(by: wait)
        guard failure.kind != .unauthorized else { return .refused(until: until) }
        return .backoff(until: until, atLeastUntil: sentAt.advanced(by: Backoff.shortest))
    }

    /// Puts the identity in doubt where a request failed in a way that another server may be behind.
    private func noteFailure(_ error: PlexClientError) {
        if error.putsIdentityInDoubt { self.control.doubtIdentity() }
    }

    // MARK: - What the token may

    /// Warns once for each token that is not an administrator's.
    private func checkAdministrator(_ memory: inout Memory) async {
        guard memory.administratorIsToBeChecked else { return }
        self.expectAnswer()
        do throws(PlexClientError) {
            let isAdministrator = try await self.server.isAdministrator()
            memory.administratorIsToBeChecked = false
            if !isAdministrator {
                self.logger.warning(
                    """
                    \(self.configuration.name): the token is not an administrator's: it sees fewer activities than there \
                    are, and may stop neither scans nor maintenance; use the token of the server's owner
                    """)
            }
        } catch {
            // A server without that path has no say in it; anything else is tried again after the next poll.
            if error.status == 404 { memory.administratorIsToBeChecked = false }
            self.noteFailure(error)
        }
    }

    /// Reads the token again after it was refused.
    private func readToken(_ memory: inout Memory) async {
        guard !self.isOver else { return }
        let renewal = TokenRenewal(
            configuration: self.configuration, server: self.server, control: self.control, tokens: self.tokens)
        if renewal.renew() {
            self.control.stream.tokenWasReplaced()
            await self.tell(.tokenChanged(server: self.configuration.name))
        }
        memory.administratorIsToBeChecked = true
    }

    // MARK: - Waiting

    private func wait(_ pause: Pause, on grid: PollGrid) async {
        var due = Instant(nanoseconds: .max)
        while !self.isOver {
            let now = self.clock.now
            // Before it is counted anew: a point of the grid that has come must not be taken for one that is past.
            if due <= now { return }
            switch pause {
            case .interval(let sentAt):
                if self.control.pollIsWanted { return }
                due = grid.due(
                    after: sentAt, at: now, every: self.control.interval, spacing: self.control.configuredInterval)
                if self.control.sessionsAreOld { due = min(due, sentAt.advanced(by: Self.sessionsInterval)) }
            case .backoff(let until, let earliest):
                due = self.control.pollIsWanted ? min(until, earliest) : until
            case .refused(let until):
                due = until
            }
            if self.control.takeTokenReplacement() { return }
            guard due > now else { return }
            self.health.expect(self.name, within: now.duration(to: due))
            _ = await self.control.bell.wait(until: due, clock: self.clock)
        }
    }
}
