// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The state of a simulated server: a pure function of its inputs and their times.
///
/// It reads no clock. Time is a parameter that counts from the start of the simulator and never runs backwards.
package struct World: Sendable {
    /// The server. A test may change it while it runs, for example to set another token.
    package var server: ServerProfile
    /// The accounts besides the account of the server's own token.
    package var accounts: [Account]
    /// The libraries.
    package var sections: [LibrarySection]
    /// The maintenance tasks.
    package var butlerTasks: [ButlerTask]
    /// The playback sessions.
    package var sessions: [SessionPlan]
    /// The present time.
    package internal(set) var now: Duration = .zero

    /// The work, in the order of the scenario.
    var works: [Work] = []
    /// The future restarts, in order of time.
    var restartsToCome: [RestartPlan]
    /// The time at which the server answers again; nil while it is up.
    var downUntil: Duration?
    /// The source of uuids.
    var identifiers: IdentifierSource
    /// The changes since the last ``takeChanges()``; nil while no stream follows.
    var changes: [WorldChange]?
    /// The sessions that the followers were told last.
    var toldSessions: [SessionPlan] = []
    /// The uuid of the permanent `butler` row.
    var idleButlerID: ActivityID

    /// The world at time zero of a scenario.
    package init(scenario: Scenario) {
        self.server = scenario.server
        self.accounts = scenario.accounts
        self.sections = scenario.sections
        self.butlerTasks = scenario.butlerTasks
        self.sessions = scenario.sessions
        self.restartsToCome = scenario.restarts
        self.identifiers = IdentifierSource(seed: scenario.seed)
        self.idleButlerID = self.identifiers.next()
        for plan in scenario.activities {
            self.works += Array(repeating: Work(plan: plan), count: plan.copies)
        }
        self.advance(to: .zero)
    }

    /// Advances the time; an earlier time has no effect.
    ///
    /// It advances from change to change, so one long step gives the same result as many short steps.
    package mutating func advance(to time: Duration) {
        let time = max(time, self.now)
        while let turn = self.nextTurn, turn <= time {
            self.carryOn(to: turn)
            while let restart = self.restartsToCome.first, restart.at <= turn {
                self.restartsToCome.removeFirst()
                self.restart(restart)
            }
        }
        self.carryOn(to: time)
    }
}

// MARK: Answers

extension World {
    /// Whether the server is down for a restart and refuses connections.
    package var isDown: Bool { self.downUntil.map { self.now < $0 } ?? false }

    /// The next time at which the server goes down or comes up; nil without a future restart.
    package var nextRestartBoundary: Duration? {
        if let downUntil = self.downUntil, self.now < downUntil { return downUntil }
        return self.restartsToCome.first?.at
    }

    /// The next time after now at which a value may change by itself; nil for no change. Steps between the start and
    /// the end of work count only while a stream follows, see ``follow(_:)``.
    package var nextChange: Duration? {
        let changes = self.works.lazy.compactMap(\.nextChange)
        let sessions = self.sessions.lazy.flatMap { [$0.from, $0.until, $0.ghostFrom].compactMap { $0 } }.filter {
            $0 > self.now
        }
        return [changes.min(), sessions.min(), self.nextRestartBoundary].compactMap { $0 }.min()
    }

    /// All activities: the permanent `butler` row first, then in order of their start.
    package var activities: [Activity] {
        let rows = self.works.compactMap { work in work.run.map { (work, $0.startedAt) } }
        let ordered = rows.enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
        return self.idleRows + ordered.compactMap { $0.element.0.row(at: self.now) }
    }

    /// The activities that an account sees: all for an administrator, only their own for others.
    package func activities(visibleTo account: Account) -> [Activity] {
        self.activities.filter { account.isAdministrator || $0.userID == account.userID }
    }

    /// The present playback sessions.
    package var presentSessions: [SessionPlan] {
        self.sessions.filter { $0.from <= self.now && self.now < $0.until ?? .seconds(Int64.max) }
    }

    /// The present sessions that are no ghosts.
    private var sessionsWithPlayer: [SessionPlan] {
        self.presentSessions.filter { self.now < $0.ghostFrom ?? .seconds(Int64.max) }
    }

    /// Whether a scan of a section runs.
    package func isRefreshing(_ section: SectionID) -> Bool {
        self.works.contains { $0.run != nil && Self.isScan($0.plan, of: section) }
    }

    /// The account of a token; nil for an unknown token.
    package func account(token: String?) -> Account? {
        let own = Account(
            token: self.server.token ?? "",
            userID: self.server.userID,
            isAdministrator: self.server.isAdministrator
        )
        if self.server.token == nil || token == self.server.token { return own }
        return self.accounts.first { $0.token == token }
    }
}

// MARK: Commands

extension World {
    /// Starts work now, without its trigger, and returns the uuid of its first run.
    @discardableResult
    package mutating func start(_ plan: ActivityPlan) -> ActivityID? {
        var plan = plan
        plan.trigger = .time(self.now)
        self.works.append(Work(plan: plan))
        self.carryOn(to: self.now)
        return self.works.last?.run?.id
    }

    /// Ends a run at once, as if its work were complete. Returns whether the run existed.
    @discardableResult
    package mutating func end(_ id: ActivityID) -> Bool {
        guard let index = self.works.firstIndex(where: { $0.run?.id == id }) else { return false }
        self.works[index].end(at: self.now)
        self.carryOn(to: self.now)
        return true
    }

    /// Restarts the server now.
    package mutating func restart(
        downFor: Duration = .zero,
        machineIdentifier: String? = nil,
        resumesWork: Bool = false
    ) {
        self.restart(
            RestartPlan(
                at: self.now, downFor: downFor, machineIdentifier: machineIdentifier, resumesWork: resumesWork))
        self.carryOn(to: self.now)
    }

    /// Answers `DELETE /activities/{uuid}` with the HTTP status: 200, 404 for an activity that is absent or not the
    /// account's own, or the status in the plan (400 for work that is not cancellable).
    package mutating func cancel(_ id: ActivityID, account: Account) -> Int {
        if id == self.idleButlerID, self.server.hasIdleButlerRow, account.isAdministrator { return 400 }
        let index = self.works.firstIndex { work in
            work.run?.id == id && (account.isAdministrator || work.plan.userID == account.userID)
        }
        guard let index else { return 404 }
        let plan = self.works[index].plan
        let response = plan.onCancel ?? (plan.isCancellable == true ? .stop : .status(400))
        let status = self.works[index].stop(response, at: self.now, endsSeries: false)
        self.carryOn(to: self.now)
        return status
    }

    /// Answers `DELETE /library/sections/{id}/refresh` with the HTTP status: 404 for an unknown section, and 200 even
    /// without a scan.
    ///
    /// - Parameter section: the section; nil for all.
    package mutating func stopRefresh(of section: SectionID?) -> Int {
        guard section == nil || self.sections.contains(where: { $0.id == section }) else { return 404 }
        return self.stop(where: { Self.isScan($0, of: section) }, response: \.onSectionStop) ?? 200
    }

    /// Answers `DELETE /butler/{task}` with the HTTP status: 404 for a task that is unknown or does not run.
    ///
    /// - Parameter task: the task; nil for all tasks, which never gives 404.
    package mutating func stopTask(_ task: ButlerTask.Name?) -> Int {
        let status = self.stop(
            where: { $0.butlerTask != nil && (task == nil || $0.butlerTask == task) }, response: \.onButlerStop)
        return status ?? (task == nil ? 200 : 404)
    }

    /// Answers a section's refresh: starts the work that waits for it, and returns the uuid of the running scan.
    ///
    /// If a scan of the section runs already, it continues. Without waiting work, the section gets a scan of ten
    /// seconds.
    package mutating func refresh(_ section: LibrarySection) -> ActivityID? {
        if !self.isRefreshing(section.id) {
            self.trigger { $0.trigger == .sectionRefresh && $0.section == section.id }
            if !self.isRefreshing(section.id) { self.start(Self.plainScan(of: section)) }
        }
        return self.works.last { $0.run != nil && Self.isScan($0.plan, of: section.id) }?.run?.id
    }

    /// Answers `POST /butler/{task}` with the HTTP status, and starts the work that waits for the task; 404 for an
    /// unknown task.
    package mutating func startTask(_ task: ButlerTask.Name) -> Int {
        guard self.butlerTasks.contains(where: { $0.name == task }) else { return 404 }
        self.trigger { $0.trigger == .butlerTask && $0.butlerTask == task }
        return 200
    }
}

// MARK: Changes

extension World {
    /// Whether a stream follows the changes.
    package var isFollowed: Bool { self.changes != nil }

    /// Starts or stops recording changes.
    package mutating func follow(_ isFollowed: Bool) {
        guard isFollowed != self.isFollowed else { return }
        self.changes = isFollowed ? [] : nil
        self.toldSessions = self.sessionsWithPlayer
        for index in self.works.indices {
            if isFollowed { self.works[index].beginTelling(at: self.now) } else { self.works[index].endTelling() }
        }
    }

    /// Removes and returns the changes since the last call, in order.
    package mutating func takeChanges() -> [WorldChange] {
        self.noteSessions()
        defer { self.changes = self.changes.map { _ in [] } }
        return self.changes ?? []
    }

    /// Records the sessions that began, changed or ended.
    mutating func noteSessions() {
        guard self.isFollowed else { return }
        let present = self.sessionsWithPlayer
        guard present != self.toldSessions else { return }
        for session in present where !self.toldSessions.contains(session) {
            self.changes?.append(.playing(session, state: session.state, playhead: session.playhead(at: self.now)))
        }
        for session in self.toldSessions where !present.contains(where: { $0.key == session.key }) {
            self.changes?.append(.playing(session, state: "stopped", playhead: session.playhead(at: self.now)))
        }
        self.toldSessions = present
    }
}
