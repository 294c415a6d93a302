// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Logging
private import MonitorConfiguration
private import PlexClient
private import PlexModel
private import ServerAccess

/// Polls one server: puts what it sees, and that it sees nothing, into the mailbox.
///
/// One thing at a time: it waits for each answer and for each message to be handled, so a server that hangs holds up its own
/// poller and no other.
package struct ServerPoller<C: Clock, Generator: RandomNumberGenerator & Sendable>: Sendable
where C.Instant == ActivityMonitor.Instant {
    private let dependencies: ServerDependencies<C, Generator>

    /// A poller that works with these parts.
    package init(_ dependencies: ServerDependencies<C, Generator>) {
        self.dependencies = dependencies
    }

    /// The state from one round to the next.
    private struct Memory {
        var generator: Generator
        var schedule = PollSchedule()
        var identityBackoff = Backoff(upTo: PollSchedule.longestWait)
        var identityIsDue = Instant(nanoseconds: .min)
        var sections = SectionNames()
        var maintenanceIsDue = Instant(nanoseconds: .min)
        var list = ListMemory()
        var administratorIsToBeChecked = true
        var tokenIsLimited = false
    }

    private var server: any PlexServer { self.dependencies.server }
    private var control: PollerControl { self.dependencies.control }
    private var clock: C { self.dependencies.clock }
    private var taskName: String { "poller of \(self.dependencies.name)" }

    /// Polls until the task is cancelled or the poller is stopped.
    package func run() async {
        var memory = Memory(generator: self.dependencies.generator)
        while !self.dependencies.isOver {
            await self.identify(&memory)
            if self.control.identityIsConfirmed { await self.nameSections(&memory) }
            if self.control.identityIsConfirmed { await self.readMaintenanceHours(&memory) }
            if self.control.needsSessions { await self.readSessions() }
            // One of these may have failed in a way in which the server may have been replaced.
            await self.identify(&memory)
            await self.poll(&memory)
            if !memory.schedule.lastPollFailed { await self.checkAdministrator(&memory) }
            guard !self.dependencies.isOver else { break }
            await self.wait(&memory)
            if memory.schedule.isRefused { await self.readToken(&memory) }
        }
        self.dependencies.health.forget(self.taskName)
    }

    /// Announces that a request is under way.
    private func expectAnswer() {
        self.dependencies.health.expect(self.taskName, within: self.dependencies.configuration.requestTimeout)
    }

    /// Puts an observation into the mailbox, unless it came too late for this poller.
    private func report(_ input: Input) async {
        guard !self.dependencies.isOver else { return }
        await self.dependencies.report(input)
    }

    // MARK: - Identity

    /// Reads the identity where it is in doubt: at the start, and after a failed request before all else.
    private func identify(_ memory: inout Memory) async {
        guard !self.control.identityIsConfirmed else { return }
        guard memory.schedule.lastPollFailed || memory.identityIsDue <= self.clock.now else { return }
        _ = await self.readIdentity(&memory)
    }

    /// Reads the identity and reports it.
    ///
    /// - Returns: Why it could not be read; nil where it was.
    private func readIdentity(_ memory: inout Memory) async -> PlexClientError? {
        self.expectAnswer()
        let before = self.control.identity
        do throws(PlexClientError) {
            let identity = try await self.server.identity()
            guard !self.dependencies.isOver else { return nil }
            memory.identityBackoff.reset()
            if identity.machineIdentifier != before.machineIdentifier {
                memory.sections.serverHasChanged()
                memory.maintenanceIsDue = Instant(nanoseconds: .min)
            }
            await self.report(.identity(server: self.dependencies.name, identity))
            // Only now: a request that waits for this must find the monitor informed.
            self.control.confirmIdentity(identity.machineIdentifier, after: before.doubts)
            return nil
        } catch {
            let wait = memory.identityBackoff.failed(using: &memory.generator)
            memory.identityIsDue = self.clock.now.advanced(by: wait)
            self.log(error)
            return error
        }
    }

    /// Makes sure that a list without any activity of the list before is an answer of the same server. Another one may have
    /// taken its place between two polls, without a request that failed.
    ///
    /// - Returns: Whether it is; if not, the monitor has been told, and the list is forgotten.
    private func verify(_ content: ActivitiesContent, sentAt: Instant, _ memory: inout Memory) async -> Bool {
        guard memory.list.isReplaced(by: content), let known = self.control.machineIdentifier else { return true }
        self.control.doubtIdentity()
        if let error = await self.readIdentity(&memory) {
            memory.list.forget()
            await self.reportFailure(error, sentAt: sentAt, &memory)
            return false
        }
        guard self.control.machineIdentifier != known else { return true }
        // The answer may be of either server: the next poll shows what the new one does.
        memory.list.forget()
        self.control.pollNow()
        return false
    }

    /// Notes a failure of a request that is not a poll.
    private func noteFailure(_ error: PlexClientError) {
        if error.putsIdentityInDoubt { self.control.doubtIdentity() }
        self.log(error)
    }

    private func log(_ error: PlexClientError) {
        let explanation = error.explanation(for: self.dependencies.caller)
        self.dependencies.logger.debug("\(self.dependencies.name): \(explanation)")
    }

    // MARK: - Libraries

    private func nameSections(_ memory: inout Memory) async {
        guard memory.sections.isDue(at: self.clock.now, pollIsWanted: self.control.pollIsWanted) else { return }
        memory.sections.readingBegins(at: self.clock.now)
        self.expectAnswer()
        do throws(PlexClientError) {
            let sections = try await self.server.sections()
            memory.sections.note(sections)
            await self.report(.sections(server: self.dependencies.name, sections))
        } catch {
            self.noteFailure(error)
        }
    }

    // MARK: - Maintenance

    /// Reads the hours of the server's maintenance where a rule asks for them. A failure makes them unknown.
    private func readMaintenanceHours(_ memory: inout Memory) async {
        guard self.control.needsMaintenanceHours, memory.maintenanceIsDue <= self.clock.now else { return }
        self.expectAnswer()
        var hours: MaintenanceHours?
        do throws(PlexClientError) {
            hours = try await self.server.maintenanceHours()
        } catch {
            self.noteFailure(error)
        }
        let wait = hours == nil ? MaintenanceReading.retryInterval : MaintenanceReading.interval
        memory.maintenanceIsDue = self.clock.now.advanced(by: wait)
        await self.report(.maintenance(server: self.dependencies.name, hours))
    }

    // MARK: - Sessions

    /// Reads the sessions for the poll that follows. A failure is reported too, as it makes them unknown.
    private func readSessions() async {
        self.expectAnswer()
        self.control.sessionsAreRead()
        var sessions: [PlaybackSession]?
        do throws(PlexClientError) {
            sessions = try await self.server.sessions()
        } catch {
            self.noteFailure(error)
        }
        // The news comes first: a session may be listed long after its player said that it stopped.
        for message in self.control.takePlaybacks() {
            await self.report(
                .playback(
                    server: self.dependencies.name, receivedAt: message.receivedAt, message.notification))
        }
        await self.report(.sessions(server: self.dependencies.name, sessions))
    }

    // MARK: - Activities

    private func poll(_ memory: inout Memory) async {
        self.expectAnswer()
        self.control.pollBegins()
        let sentAt = self.clock.now
        memory.schedule.pollBegins(at: sentAt)
        do throws(PlexClientError) {
            let content = try await self.server.activities(unlessBody: memory.list.body)
            memory.schedule.pollSucceeded()
            guard await self.verify(content, sentAt: sentAt, &memory) else { return }
            guard let snapshot = memory.list.note(content) else { return }
            memory.list.noteCompleteness(of: snapshot).map(self.tellCompleteness)
            memory.sections.note(snapshot)
            await self.report(.poll(server: self.dependencies.name, sentAt: sentAt, .snapshot(snapshot)))
        } catch {
            await self.reportFailure(error, sentAt: sentAt, &memory)
        }
    }

    private func reportFailure(_ error: PlexClientError, sentAt: Instant, _ memory: inout Memory) async {
        self.control.doubtIdentity()
        let failure = PollFailure(error, for: self.dependencies.caller)
        await self.report(.poll(server: self.dependencies.name, sentAt: sentAt, .failure(failure)))
        memory.schedule.pollFailed(
            failure.kind, retryAfter: error.retryAfter, at: self.clock.now, using: &memory.generator)
    }

    /// Tells people that the lists have become incomplete, or that they are complete again.
    private func tellCompleteness(_ turn: ListMemory.Turn) {
        switch turn {
        case .complete:
            self.dependencies.logger.notice("\(self.dependencies.name): the list of activities is complete again")
        case .incomplete(let snapshot):
            self.dependencies.logger.warning(
                """
                \(self.dependencies.name): the list of activities is incomplete: of \(snapshot.rowCount) rows, \
                \(snapshot.skippedRows) cannot be read and \(snapshot.duplicateRows) repeat a uuid; no activity counts \
                as finished until the list is complete; if this lasts, report it with the server's version
                """)
        }
    }

    // MARK: - Token

    /// Asks once for each token whether it is an administrator's.
    private func checkAdministrator(_ memory: inout Memory) async {
        guard memory.administratorIsToBeChecked else { return }
        self.expectAnswer()
        do throws(PlexClientError) {
            let isAdministrator = try await self.server.isAdministrator()
            memory.administratorIsToBeChecked = false
            // The rule is an administrator's token: only an exception, and its end, is news.
            guard memory.tokenIsLimited || !isAdministrator else { return }
            memory.tokenIsLimited = !isAdministrator
            await self.report(.administrator(server: self.dependencies.name, isAdministrator))
        } catch {
            // A server without that path cannot say; anything else is tried again after the next poll.
            if error.status == 404 { memory.administratorIsToBeChecked = false }
            if error.putsIdentityInDoubt { self.control.doubtIdentity() }
        }
    }

    /// Reads the token again after it was refused.
    private func readToken(_ memory: inout Memory) async {
        guard !self.dependencies.isOver else { return }
        if self.dependencies.renewToken() {
            self.control.stream.tokenWasReplaced()
            await self.report(.tokenChanged(server: self.dependencies.name))
        }
        memory.administratorIsToBeChecked = true
    }

    // MARK: - Waiting

    private func wait(_ memory: inout Memory) async {
        while !self.dependencies.isOver {
            let now = self.clock.now
            guard let due = memory.schedule.wait(at: now, for: self.control.wishes) else { return }
            self.dependencies.health.expect(self.taskName, within: now.duration(to: due))
            _ = await self.control.wishesChanged.wait(until: due, clock: self.clock)
        }
    }
}
