// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// Tells what an observation changed, and lets what depended on it end.
    mutating func tell(_ changes: [TrackingChange], _ turn: inout Turn) {
        for change in changes {
            switch change {
            case .started(let id):
                guard let tracked = self.tracker.activities[id] else { continue }
                self.tellStarted(tracked, &turn)
                self.tracker.activities[id]?.report.reported = tracked.activity.progress
                if let taught = tracked.taughtBefore { self.history.takeBack(taught, of: Kind(of: tracked.activity)) }
            case .changed(let id):
                self.tellChanged(id, &turn)
            case .ended(let tracked):
                self.progressQueue.remove(tracked.activity.id)
                self.tellFinished(tracked, &turn)
                self.letGo(tracked.activity.id)
            case .passed(var tracked):
                self.tellStarted(tracked, &turn)
                tracked.report.reported = tracked.activity.progress
                self.tellFinished(tracked, &turn)
            case .lost(let tracked, let reason):
                self.progressQueue.remove(tracked.activity.id)
                self.tellLost(tracked, reason, &turn)
            }
        }
        let lost = changes.compactMap { change -> (ActivityID, LossReason)? in
            guard case .lost(let tracked, let reason) = change else { return nil }
            return (tracked.activity.id, reason)
        }
        if lost.contains(where: { ![.daemonRestarted, .tokenChanged, .notShown].contains($0.1) }) {
            return self.abandonOperations(.serverRestarted, &turn)
        }
        for (reason, abandonment) in [
            (LossReason.daemonRestarted, StopAbandonment.daemonRestarted), (.tokenChanged, .notShown),
            (.notShown, .notShown),
        ] {
            let ids = Set(lost.filter { $0.1 == reason }.map(\.0))
            if !ids.isEmpty { self.abandonVictims(ids, abandonment, &turn) }
        }
    }

    /// Tells the changes whose interval has passed.
    mutating func tellDueProgress(_ turn: inout Turn) {
        let latest = turn.now.advanced(by: .zero - turn.settings.journal.progressInterval)
        for id in self.progressQueue.waiting(since: latest) { self.tellProgress(id, &turn) }
        self.progressQueue.settle()
    }

    /// When the next change is due to be told; nil while none waits.
    func nextProgress(_ settings: MonitorSettings) -> Instant? {
        self.progressQueue.earliest?.advanced(by: settings.journal.progressInterval)
    }

    private func tellStarted(_ tracked: TrackedActivity, _ turn: inout Turn) {
        let composer = self.composer(turn.settings)
        let state: String
        let fields: [EventField]
        if tracked.hasReappeared {
            state = "is there again"
            fields = [EventField(.reason, "reappeared")]
        } else {
            let wasRunning = tracked.wasAlreadyRunning || tracked.mayHaveBeenHidden
            state = wasRunning ? "already running" : "started"
            fields = wasRunning ? [EventField(.reason, "already-running")] : []
        }
        turn.output.events.append(
            composer.event(
                .started, about: tracked, "\(composer.name(of: tracked)): \(state)\(composer.note(of: tracked))",
                fields))
    }

    private mutating func tellChanged(_ id: ActivityID, _ turn: inout Turn) {
        guard let report = self.tracker.activities[id]?.report else { return }
        if let reportedAt = report.reportedAt,
            reportedAt.duration(to: turn.now) < turn.settings.journal.progressInterval
        {
            self.progressQueue.insert(id, reportedAt: reportedAt)
        } else {
            self.tellProgress(id, &turn)
        }
    }

    private mutating func tellProgress(_ id: ActivityID, _ turn: inout Turn) {
        self.progressQueue.remove(id)
        guard let tracked = self.tracker.activities[id] else { return }
        let composer = self.composer(turn.settings)
        var parts: [String] = []
        if let percentage = tracked.activity.progress.percentage {
            parts.append(PercentText.text(of: percentage) + " %")
        }
        if turn.settings.journal.showsTitles, !tracked.activity.subtitle.isEmpty {
            parts.append(tracked.activity.subtitle.printable(limit: 120))
        }
        let state = parts.isEmpty ? "running" : parts.joined(separator: ", ")
        turn.output.events.append(
            composer.event(
                .progress, about: tracked, "\(composer.name(of: tracked)): \(state)\(composer.note(of: tracked))",
                Self.previous(tracked)))
        self.tracker.activities[id]?.report = ProgressReport(
            reportedAt: turn.now, reported: tracked.activity.progress)
    }

    private mutating func tellFinished(_ tracked: TrackedActivity, _ turn: inout Turn) {
        if tracked.wasStartSeen, tracked.wasSeenRunning, tracked.age.isUnbroken, tracked.request == nil,
            !tracked.hasReappeared
        {
            // What is shorter than the time between two looks cannot be told apart from what takes no time at all.
            let length = max(tracked.age.total, self.settings.pollInterval)
            self.history.record(length, of: Kind(of: tracked.activity))
            self.tracker.past.noteTaught(length, by: tracked.activity.id)
        }
        let composer = self.composer(turn.settings)
        let outcome: String
        let words: String
        var fields = Self.previous(tracked)
        if let request = tracked.request {
            outcome = "ended-after-request"
            let ours = request.mayBeUnsent == true ? "a request of ours that may not have been sent" : "our request"
            words = "ended after \(ours) (\(request.remedy))"
            fields += [EventField(.rule, request.rule), EventField(.remedy, request.remedy)]
            if request.isCollateral { fields.append(EventField(.reason, "collateral")) }
        } else if tracked.activity.progress == .percent(100) {
            outcome = "completed"
            words = "completed"
        } else {
            outcome = "ended"
            words = "ended" + (tracked.activity.progress.percentage.map { " at \(PercentText.text(of: $0)) %" } ?? "")
        }
        // Of what was first heard of when it ended nobody knows how long it took.
        let age = tracked.wasSeenRunning ? " after \(tracked.age.total.words)" : ""
        turn.output.events.append(
            composer.event(
                .finished, about: tracked,
                "\(composer.name(of: tracked)): \(words)\(age)\(composer.note(of: tracked))",
                [EventField(.outcome, outcome)] + fields))
    }

    private mutating func tellLost(_ tracked: TrackedActivity, _ reason: LossReason, _ turn: inout Turn) {
        let composer = self.composer(turn.settings)
        let why =
            switch reason {
            case .serverRestarted: "the server restarted"
            case .identityChanged: "another server answers at the address"
            case .daemonRestarted: "it was gone when the service looked again after its restart"
            case .tokenChanged: "the token has changed, and the new one does not show it"
            case .notShown: "incomplete lists have not shown it for too long"
            case .noLongerWatched: "the server is no longer in the configuration"
            }
        turn.output.events.append(
            composer.event(
                .lost, about: tracked,
                "\(composer.name(of: tracked)): lost sight of it, \(why)\(composer.note(of: tracked))",
                Self.previous(tracked) + [EventField(.reason, reason.rawValue)]))
    }

    /// Counts the start of each new activity once, as soon as its section is known where the type carries one.
    ///
    /// What an outage has hidden counts against the stops of its kind, as that may have started again, but is no start
    /// of this moment.
    ///
    /// - Returns: what has started, in the order of the uuids.
    mutating func noteStarts(at now: Instant) -> [TrackedActivity] {
        var started: [TrackedActivity] = []
        for id in self.tracker.present.sorted() {
            guard let tracked = self.tracker.activities[id], !tracked.isStartNoted, !tracked.wasAlreadyRunning else {
                continue
            }
            let kind = Kind(of: tracked.activity)
            guard kind.isWhole else { continue }
            self.tracker.activities[id]?.isStartNoted = true
            if tracked.wasStartSeen { self.starts.record(kind, at: now) }
            started.append(tracked)
        }
        return started
    }

    /// Counts the start of an activity that a notification ended before a snapshot could have it counted.
    mutating func noteEndedStart(_ tracked: TrackedActivity, at now: Instant) {
        guard !tracked.isStartNoted, !tracked.wasAlreadyRunning else { return }
        let kind = Kind(of: tracked.activity)
        guard kind.isWhole else { return }
        if tracked.wasStartSeen { self.starts.record(kind, at: now) }
        guard self.unjudgedStarts.count < StartLog.maximumKinds else { return }
        self.unjudgedStarts[kind] = tracked
    }

    /// The starts that no poll has seen, in the order of their kinds; they are judged once.
    mutating func takeUnjudgedStarts() -> [TrackedActivity] {
        defer { self.unjudgedStarts = [:] }
        return self.unjudgedStarts.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Holds new work against the stops of its kind: what starts again each time trips the breaker.
    ///
    /// To be called after a poll has settled what it confirms: what starts in the snapshot that shows a stop to have
    /// worked has started after that stop.
    mutating func noteRespawns(_ started: [TrackedActivity], _ turn: inout Turn) {
        for tracked in started {
            for rule in self.restraint.recordStart(of: Kind(of: tracked.activity), at: turn.now) {
                self.trip(.respawn, rule: rule, about: tracked, &turn)
            }
        }
    }

    private static func previous(_ tracked: TrackedActivity) -> [EventField] {
        tracked.report.reported.percentage.map { [EventField(.progressPrevious, PercentText.text(of: $0))] } ?? []
    }
}
