// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The state of a simulated server, as a pure function of what it was told and when.
///
/// It reads no clock: time is a parameter, counted from the start of the simulator, and never runs backwards.
package struct World: Sendable {
    /// The server; may be changed while it runs, for instance to give it another token.
    package var server: ServerProfile
    /// Who may ask, besides the account of the server's own token.
    package var accounts: [Account]
    /// The libraries.
    package var sections: [LibrarySection]
    /// The maintenance tasks that it lists.
    package var butlerTasks: [ButlerTask]
    /// Who plays something, and when.
    package var sessions: [SessionPlan]
    /// The time that it was last told.
    package private(set) var now: Duration = .zero

    /// The plans as they are carried out, in the order of the scenario.
    private var works: [Work] = []
    /// The restarts that are still to come, in order of time.
    private var restartsToCome: [RestartPlan]
    /// When the server answers again; nil while it is up.
    private var downUntil: Duration?
    /// Where uuids come from.
    private var identifiers: IdentifierSource
    /// What changed since it was last asked; nil while nobody follows.
    private var changes: [WorldChange]?
    /// The sessions that those who follow were told last.
    private var toldSessions: [SessionPlan] = []
    /// The uuid of the permanent `butler` row.
    private var idleButlerID: ActivityID

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

    /// Lets time pass; a time before the present one changes nothing.
    ///
    /// It goes from change to change, so that a leap shows the same as many small steps.
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

// MARK: What it shows

extension World {
    /// Whether the server is down for a restart: connections are refused.
    package var isDown: Bool { self.downUntil.map { self.now < $0 } ?? false }

    /// The next time at which the server goes down or comes up; nil if no restart is to come.
    package var nextRestartBoundary: Duration? {
        if let downUntil = self.downUntil, self.now < downUntil { return downUntil }
        return self.restartsToCome.first?.at
    }

    /// When something that it shows may change next by itself, later than now; nil if nothing does. Steps between the start
    /// and the end of work count only while somebody follows, see ``follow(_:)``.
    package var nextChange: Duration? {
        let changes = self.works.lazy.compactMap(\.nextChange)
        let sessions = self.sessions.lazy.flatMap { [$0.from, $0.until].compactMap { $0 } }.filter { $0 > self.now }
        return [changes.min(), sessions.min(), self.nextRestartBoundary].compactMap { $0 }.min()
    }

    /// Every activity there is, the permanent `butler` row first, then in order of start.
    package var activities: [Activity] {
        let rows = self.works.compactMap { work in work.run.map { (work, $0.startedAt) } }
        let ordered = rows.enumerated().sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
        return self.idleRows + ordered.compactMap { $0.element.0.row(at: self.now) }
    }

    /// The activities that an account sees: an administrator all of them, others only their own.
    package func activities(visibleTo account: Account) -> [Activity] {
        self.activities.filter { account.isAdministrator || $0.userID == account.userID }
    }

    /// The playback sessions of this moment.
    package var presentSessions: [SessionPlan] {
        self.sessions.filter { $0.from <= self.now && self.now < $0.until ?? .seconds(Int64.max) }
    }

    /// Whether a section is being scanned.
    package func isRefreshing(_ section: SectionID) -> Bool {
        self.works.contains { $0.run != nil && Self.isScan($0.plan, of: section) }
    }

    /// The account of a token; nil if the token is none that is known.
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

// MARK: What it is told

extension World {
    /// Starts work now, whatever its trigger says, and returns the uuid of its first run.
    @discardableResult
    package mutating func start(_ plan: ActivityPlan) -> ActivityID? {
        var plan = plan
        plan.trigger = .time(self.now)
        self.works.append(Work(plan: plan))
        self.carryOn(to: self.now)
        return self.works.last?.run?.id
    }

    /// Ends a run at once, as if its work were done; returns whether there was one.
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

    /// Answers `DELETE /activities/{uuid}` with the HTTP status: 200, 404 for one that is not there or not the account's
    /// own, or what the plan says (400 for one that is not cancellable).
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

    /// Answers `DELETE /library/sections/{id}/refresh` with the HTTP status: 404 for a section that is not there, 200
    /// also when nothing ran.
    ///
    /// - Parameter section: The section; nil means all of them.
    package mutating func stopRefresh(of section: SectionID?) -> Int {
        guard section == nil || self.sections.contains(where: { $0.id == section }) else { return 404 }
        return self.stop(where: { Self.isScan($0, of: section) }, response: \.onSectionStop) ?? 200
    }

    /// Answers `DELETE /butler/{task}` with the HTTP status: 404 for a task that is not there or does not run.
    ///
    /// - Parameter task: The task; nil means all of them, and is never 404.
    package mutating func stopTask(_ task: ButlerTask.Name?) -> Int {
        let status = self.stop(
            where: { $0.butlerTask != nil && (task == nil || $0.butlerTask == task) }, response: \.onButlerStop)
        return status ?? (task == nil ? 200 : 404)
    }

    /// Answers a section's refresh: starts the work that waits for it and returns the uuid of the scan that runs then.
    ///
    /// A section that is being scanned already goes on with that scan. One for which no work waits gets a scan of ten
    /// seconds.
    package mutating func refresh(_ section: LibrarySection) -> ActivityID? {
        if !self.isRefreshing(section.id) {
            self.trigger { $0.trigger == .sectionRefresh && $0.section == section.id }
            if !self.isRefreshing(section.id) { self.start(Self.plainScan(of: section)) }
        }
        return self.works.last { $0.run != nil && Self.isScan($0.plan, of: section.id) }?.run?.id
    }

    /// Answers `POST /butler/{task}` with the HTTP status: starts the work that waits for the task; 404 for a task that is
    /// not there.
    package mutating func startTask(_ task: ButlerTask.Name) -> Int {
        guard self.butlerTasks.contains(where: { $0.name == task }) else { return 404 }
        self.trigger { $0.trigger == .butlerTask && $0.butlerTask == task }
        return 200
    }
}

// MARK: What changes

extension World {
    /// Whether somebody follows what changes.
    package var isFollowed: Bool { self.changes != nil }

    /// Begins to note what changes from now on, or stops doing so.
    package mutating func follow(_ isFollowed: Bool) {
        guard isFollowed != self.isFollowed else { return }
        self.changes = isFollowed ? [] : nil
        self.toldSessions = self.presentSessions
        for index in self.works.indices {
            if isFollowed { self.works[index].beginTelling(at: self.now) } else { self.works[index].endTelling() }
        }
    }

    /// Returns what has changed since it was last asked, in the order in which it did.
    package mutating func takeChanges() -> [WorldChange] {
        self.noteSessions()
        defer { self.changes = self.changes.map { _ in [] } }
        return self.changes ?? []
    }

    /// Notes which sessions began, changed and ended.
    private mutating func noteSessions() {
        guard self.isFollowed else { return }
        let present = self.presentSessions
        guard present != self.toldSessions else { return }
        for session in present where !self.toldSessions.contains(session) {
            self.changes?.append(.playing(session, state: session.state))
        }
        for session in self.toldSessions where !present.contains(where: { $0.key == session.key }) {
            self.changes?.append(.playing(session, state: "stopped"))
        }
        self.toldSessions = present
    }
}

// MARK: How it goes on

extension World {
    /// The next time at which the world must not be leapt over: a restart, a start or an end of work, so that uuids are
    /// given out in the order of time; while somebody follows, each change.
    private var nextTurn: Duration? {
        // A restart at this very moment is still to come.
        if let restart = self.restartsToCome.first, restart.at <= self.now { return self.now }
        return self.nextChange
    }

    /// Lets all work go on to a time that no restart precedes.
    private mutating func carryOn(to time: Duration) {
        self.now = time
        for index in self.works.indices {
            self.works[index].advance(to: time, identifiers: &self.identifiers, changes: &self.changes)
        }
        self.noteSessions()
    }

    /// Makes every uuid vanish and gives the server its new identity.
    private mutating func restart(_ restart: RestartPlan) {
        self.changes?.append(.restarted)
        let upAgain = self.now + restart.downFor
        self.downUntil = upAgain
        self.server.machineIdentifier = restart.machineIdentifier ?? self.server.machineIdentifier
        self.idleButlerID = self.identifiers.next()
        for index in self.works.indices {
            self.works[index].abandon(resumption: restart.resumesWork ? upAgain : nil)
        }
    }

    /// Begins the work that waits for a trigger.
    private mutating func trigger(where matches: (ActivityPlan) -> Bool) {
        for index in self.works.indices where matches(self.works[index].plan) {
            self.works[index].trigger(at: self.now)
        }
        self.carryOn(to: self.now)
    }

    /// Tells all work of a kind to stop, and returns the first status that is no success, else 200; nil if none of it
    /// runs.
    private mutating func stop(
        where matches: (ActivityPlan) -> Bool,
        response: KeyPath<ActivityPlan, ActivityPlan.StopResponse>
    ) -> Int? {
        var statuses: [Int] = []
        for index in self.works.indices where self.works[index].isUnderWay && matches(self.works[index].plan) {
            let plan = self.works[index].plan
            statuses.append(self.works[index].stop(plan[keyPath: response], at: self.now, endsSeries: true))
        }
        self.carryOn(to: self.now)
        return statuses.first { $0 != 200 } ?? statuses.first
    }

    /// The permanent row, if it is switched on.
    private var idleRows: [Activity] {
        guard self.server.hasIdleButlerRow else { return [] }
        return [
            Activity(
                id: self.idleButlerID, type: .butler, title: "Butler", progress: .percent(100), isCancellable: false,
                userID: 1)
        ]
    }

    /// Whether work is a scan, of this section or, without one, of any.
    private static func isScan(_ plan: ActivityPlan, of section: SectionID?) -> Bool {
        plan.type == .libraryUpdateSection && (section == nil || plan.section == section)
    }

    /// The scan that a refresh starts where the scenario says nothing else.
    private static func plainScan(of section: LibrarySection) -> ActivityPlan {
        ActivityPlan(
            type: .libraryUpdateSection,
            titles: ["Scanning \(section.title)"],
            section: section.id,
            course: Course(namesSectionAfter: .seconds(1))
        )
    }
}
