// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A plan as it is carried out: its present run, if any, and when the next one starts.
struct Work: Hashable, Sendable {
    /// One run, which has a uuid of its own.
    struct Run: Hashable, Sendable {
        /// Its uuid.
        let id: ActivityID
        /// When it started.
        let startedAt: Duration
        /// Which of the plan's runs it is, counted from 1.
        let number: Int
        /// When it obeys a request to stop; nil while there was none.
        var stopsAt: Duration?
    }

    /// What is carried out.
    let plan: ActivityPlan
    /// The run that is shown now.
    private(set) var run: Run?
    /// When the next run starts; nil if nothing makes it start but a request.
    private(set) var nextStart: Duration?
    /// How many runs have started, over all series.
    private var started = 0
    /// How many runs of this series are left after the present one; nil means without end.
    private var runsLeft: Int?
    /// The row that those who follow the world were told last; nil while nothing runs or nobody follows.
    private var toldRow: Activity?
    /// Until when that row stays as it is, unless the run ends before; nil means to its end.
    private var toldUntil: Duration?

    /// Work that has not started.
    init(plan: ActivityPlan) {
        self.plan = plan
        self.runsLeft = plan.runs
        if case .time(let time) = plan.trigger { self.nextStart = time }
    }

    /// Lets runs start and end up to a time.
    ///
    /// - Parameter changes: Where to note what changed; nil while nobody follows the world.
    mutating func advance(to now: Duration, identifiers: inout IdentifierSource, changes: inout [WorldChange]?) {
        while let turn = self.nextTurn, turn <= now {
            if let run = self.run {
                changes?.append(.activity(.init(id: run.id, change: .ended, activity: self.row(at: turn))))
                self.run = nil
                self.endTelling()
                self.nextStart = self.runsLeft == 0 ? nil : turn + self.plan.pauseBetween
            } else {
                self.started += 1
                self.runsLeft = self.runsLeft.map { $0 - 1 }
                let id = self.started == 1 ? self.plan.uuid.map { ActivityID($0) } : nil
                let run = Run(id: id ?? identifiers.next(), startedAt: turn, number: self.started)
                self.run = run
                self.nextStart = nil
                guard changes != nil else { continue }
                self.beginTelling(at: turn)
                changes?.append(.activity(.init(id: run.id, change: .started, activity: self.toldRow)))
            }
        }
        guard changes != nil, let until = self.toldUntil, until <= now else { return }
        let earlier = self.toldRow
        self.beginTelling(at: now)
        guard let row = self.toldRow, row != earlier else { return }
        changes?.append(.activity(.init(id: row.id, change: .updated, activity: row)))
    }

    /// Forgets what was told, as nobody follows the world any more.
    mutating func endTelling() {
        self.toldRow = nil
        self.toldUntil = nil
    }

    /// Takes the row of this time as told to those who follow the world.
    mutating func beginTelling(at now: Duration) {
        self.toldRow = self.row(at: now)
        self.toldUntil = self.run.flatMap { run in
            self.plan.course.nextChange(after: now - run.startedAt).map { run.startedAt + $0 }
        }
    }

    /// Lets a new series of runs begin at the next advance, unless one is under way.
    mutating func trigger(at now: Duration) {
        guard self.run == nil, self.nextStart == nil else { return }
        self.runsLeft = self.plan.runs
        self.nextStart = now
    }

    /// Answers a request to stop and returns the HTTP status.
    ///
    /// - Parameter endsSeries: Whether no further run follows, as when the whole section or task is stopped.
    mutating func stop(_ response: ActivityPlan.StopResponse, at now: Duration, endsSeries: Bool) -> Int {
        switch response {
        case .ignore: return 200
        case .status(let status): return status
        case .stop:
            // A second request does not put off what the first one began.
            let earlier = self.run?.stopsAt
            self.run?.stopsAt = earlier ?? now + self.plan.stopDelay
            if endsSeries {
                self.runsLeft = 0
                self.nextStart = nil
            }
            return 200
        }
    }

    /// Ends the present run at once, as if it had vanished; further runs follow.
    mutating func end(at now: Duration) {
        self.run?.stopsAt = now
    }

    /// When a run starts or ends next; nil if none does by itself.
    var nextTurn: Duration? {
        guard let run = self.run else { return self.nextStart }
        return self.end(of: run)
    }

    /// When what it shows changes next by itself, as far as those who follow the world have not been told: a start, an end,
    /// or a step in between.
    var nextChange: Duration? {
        guard let step = self.toldUntil else { return self.nextTurn }
        return self.nextTurn.map { min(step, $0) } ?? step
    }

    /// Whether a run is shown now, or the series rests between two of them.
    var isUnderWay: Bool {
        self.run != nil || (self.started > 0 && self.nextStart != nil)
    }

    /// Forgets the present run and its series, as a restart of the server does.
    ///
    /// - Parameter resumption: When a series that was under way begins again; nil if it does not.
    mutating func abandon(resumption: Duration?) {
        guard self.isUnderWay else { return }
        self.run = nil
        self.endTelling()
        self.nextStart = resumption
        self.runsLeft = resumption == nil ? 0 : self.plan.runs
    }

    /// What the row of the present run shows; nil while nothing runs.
    func row(at now: Duration) -> Activity? {
        guard let run = self.run else { return nil }
        let elapsed = now - run.startedAt
        let course = self.plan.course
        var row = Activity(
            id: run.id,
            type: self.plan.type,
            progress: course.progress(after: elapsed),
            isCancellable: self.plan.isCancellable,
            userID: self.plan.userID
        )
        guard elapsed >= course.namesSectionAfter else {
            row.title = course.unnamedTitle
            return row
        }
        row.title = self.numbered(course.text(of: self.plan.titles, after: elapsed) ?? "", run)
        row.subtitle = self.numbered(self.subtitle(of: run, after: elapsed) ?? "", run)
        let section = self.plan.section.map { JSONValue.Member("librarySectionID", .string($0.rawValue)) }
        let context = (section.map { [$0] } ?? []) + self.plan.context
        row.context = context.isEmpty ? nil : .object(context)
        return row
    }

    /// When a run ends: at the end of its course, or earlier because it was told to.
    private func end(of run: Run) -> Duration? {
        let natural = self.plan.course.length.map { run.startedAt + $0 }
        guard let stopsAt = run.stopsAt else { return natural }
        return natural.map { min($0, stopsAt) } ?? stopsAt
    }

    /// The subtitle: over the steps of the only run, or one for each of several runs.
    private func subtitle(of run: Run, after elapsed: Duration) -> String? {
        guard self.plan.runs != 1, !self.plan.subtitles.isEmpty else {
            return self.plan.course.text(of: self.plan.subtitles, after: elapsed)
        }
        return self.plan.subtitles[(run.number - 1) % self.plan.subtitles.count]
    }

    /// The text with the run's number in place of `{n}`.
    private func numbered(_ text: String, _ run: Run) -> String {
        guard text.contains("{") else { return text }
        return text.replacing("{n}", with: String(run.number))
    }
}
