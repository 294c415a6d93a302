// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The execution of a plan: its present run, if any, and the start of the next run.
struct Work: Hashable, Sendable {
    /// One run, with its own uuid.
    struct Run: Hashable, Sendable {
        /// The uuid.
        let id: ActivityID
        /// The start.
        let startedAt: Duration
        /// The number of the run in the plan, from 1.
        let number: Int
        /// The time of its stop; nil before a stop request.
        var stopsAt: Duration?
    }

    /// The plan.
    let plan: ActivityPlan
    /// The present run.
    private(set) var run: Run?
    /// The start of the next run; nil if only a request can start it.
    private(set) var nextStart: Duration?
    /// The number of started runs, in all series.
    private var started = 0
    /// The number of runs in this series after the present one; nil for no end.
    private var runsLeft: Int?
    /// The row that the followers of the world were told last; nil without a run or without followers.
    private var toldRow: Activity?
    /// The next change of that row; nil if only the end of the run changes it.
    private var toldUntil: Duration?

    /// Work before its start.
    init(plan: ActivityPlan) {
        self.plan = plan
        self.runsLeft = plan.runs
        if case .time(let time) = plan.trigger { self.nextStart = time }
    }

    /// Starts and ends runs up to a time.
    ///
    /// - Parameter changes: the list for the changes; nil while no stream follows the world.
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

    /// Clears the record of what followers were told, after the last follower has gone.
    mutating func endTelling() {
        self.toldRow = nil
        self.toldUntil = nil
    }

    /// Records the row of this time as told to the followers of the world.
    mutating func beginTelling(at now: Duration) {
        self.toldRow = self.row(at: now)
        self.toldUntil = self.run.flatMap { run in
            self.plan.course.nextChange(after: now - run.startedAt).map { run.startedAt + $0 }
        }
    }

    /// Starts a new series of runs at the next advance, unless a series runs.
    mutating func trigger(at now: Duration) {
        guard self.run == nil, self.nextStart == nil else { return }
        self.runsLeft = self.plan.runs
        self.nextStart = now
    }

    /// Answers a stop request and returns the HTTP status.
    ///
    /// - Parameter endsSeries: whether the whole series ends, as for a stop of the section or the task.
    mutating func stop(_ response: ActivityPlan.StopResponse, at now: Duration, endsSeries: Bool) -> Int {
        switch response {
        case .ignore: return 200
        case .status(let status): return status
        case .stop:
            // A second request does not delay the stop of the first.
            let earlier = self.run?.stopsAt
            self.run?.stopsAt = earlier ?? now + self.plan.stopDelay
            if endsSeries {
                self.runsLeft = 0
                self.nextStart = nil
            }
            return 200
        }
    }

    /// Ends the present run at once; further runs follow.
    mutating func end(at now: Duration) {
        self.run?.stopsAt = now
    }

    /// The next start or end of a run; nil if only a request can cause one.
    var nextTurn: Duration? {
        guard let run = self.run else { return self.nextStart }
        return self.end(of: run)
    }

    /// The next change by itself that the followers of the world have not been told: a start, an end, or a step in
    /// between.
    var nextChange: Duration? {
        guard let step = self.toldUntil else { return self.nextTurn }
        return self.nextTurn.map { min(step, $0) } ?? step
    }

    /// Whether a run is present, or the series pauses between two runs.
    var isUnderWay: Bool {
        self.run != nil || (self.started > 0 && self.nextStart != nil)
    }

    /// Removes the present run and its series, as a restart of the server does.
    ///
    /// - Parameter resumption: the time at which a running series starts again; nil for no new start.
    mutating func abandon(resumption: Duration?) {
        guard self.isUnderWay else { return }
        self.run = nil
        self.endTelling()
        self.nextStart = resumption
        self.runsLeft = resumption == nil ? 0 : self.plan.runs
    }

    /// The row of the present run; nil without a run.
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

    /// The end of a run: the end of its course, or an earlier stop.
    private func end(of run: Run) -> Duration? {
        let natural = self.plan.course.length.map { run.startedAt + $0 }
        guard let stopsAt = run.stopsAt else { return natural }
        return natural.map { min($0, stopsAt) } ?? stopsAt
    }

    /// The subtitle: by step in a single run, or by run in several runs.
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
