// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Shows a monitor the certain sights of one server. It keeps a decision only where no other work could have changed
/// it.
struct EstimatedWatch {
    /// The longest time between two looks at an unchanged state; short enough for evidence. Looks that are rarer than
    /// polls only delay decisions.
    private static let longestStep = Duration.seconds(30)

    /// A row with the chain that it belongs to.
    private struct Shown {
        var chain: Int
        var activity: Activity
    }

    private let step: Duration
    private let server: JournalHistory.Server
    private let rules: [String: Rule]
    private let manner: JournalEstimate.Manner
    private let moments: [(instant: Instant, wall: Int64)]
    private var moment = 0
    private var monitor = Monitor()
    private var rows: [ActivityID: Shown] = [:]
    private var sectionNames: [SectionID: String] = [:]
    private var latest = Instant(nanoseconds: .min)
    private var toldMinute: Int?
    /// The decisions so far: rule and uuid; for a rule with the scope kind also rule and kind, with the last time.
    private var seen: Set<[String]> = []
    private var lastOfKind: [String: [WorkKind: Instant]] = [:]
    private var decided: [ReplayedDecision] = []

    /// A watch that has shown nothing.
    init(
        server: JournalHistory.Server, rules: [Rule], safety: SafetySettings, manner: JournalEstimate.Manner,
        moments: [(instant: Instant, wall: Int64)]
    ) {
        self.step = min(Self.longestStep, manner.pollGap / 2)
        self.server = server
        self.manner = manner
        self.moments = moments
        let judged = rules.filter { $0.untoldNeed == nil }
        self.rules = Dictionary(judged.map { ($0.name, $0) }) { first, _ in first }
        let settings = MonitorSettings(
            generation: 0, servers: [ServerSettings(name: server.name)],
            rules: judged.map { $0.estimated(margin: manner.margin) }, safety: safety,
            // Unreported changes need no text.
            journal: JournalSettings(progressInterval: .days(10_000)))
        _ = self.monitor.handle(.configure(settings), at: self.latest)
    }

    /// The decisions of the rules on these changes, in order.
    mutating func decisions(
        on changes: [RowChange], localTime: (Int64) -> LocalTime
    ) -> [ReplayedDecision] {
        var index = 0
        while index < changes.count {
            let now = changes[index].at
            self.pass(to: now, localTime)
            var next = index
            while next < changes.count, changes[next].at == now { next += 1 }
            // The clocks of a uuid that comes again start anew.
            let before = self.rows
            for change in changes[index..<next] where self.isOver(change) { self.rows[change.id] = nil }
            if self.rows.count < before.count { self.look(at: now, localTime) }
            for change in changes[index..<next] { self.apply(change, at: now) }
            self.look(at: now, localTime)
            index = next
        }
        return self.decided
    }

    /// Whether a change ends the present sight: the row goes, or belongs to another chain.
    private func isOver(_ change: RowChange) -> Bool {
        guard let shown = self.rows[change.id] else { return false }
        return change.row == nil ? shown.chain == change.chain : shown.chain != change.chain
    }

    private mutating func apply(_ change: RowChange, at now: Instant) {
        guard let row = change.row else {
            if self.rows[change.id]?.chain == change.chain { self.rows[change.id] = nil }
            return
        }
        self.rows[change.id] = Shown(chain: change.chain, activity: row)
        guard let section = row.sectionID, self.sectionNames[section] != change.sectionName else { return }
        self.sectionNames[section] = change.sectionName
        let sections = self.sectionNames.map { LibrarySection(id: $0.key, title: $0.value, kind: "") }
        self.handle(.sections(server: self.server.name, sections), at: now)
    }

    /// Repeats the look at an unchanged state, the last time just before the next change.
    private mutating func pass(to instant: Instant, _ localTime: (Int64) -> LocalTime) {
        guard !self.rows.isEmpty else { return }
        while self.latest.duration(to: instant) > self.step {
            self.look(at: self.latest.advanced(by: self.step), localTime)
        }
        let before = instant.advanced(by: .nanoseconds(-1))
        if before > self.latest { self.look(at: before, localTime) }
    }

    private mutating func look(at now: Instant, _ localTime: (Int64) -> LocalTime) {
        let wall = self.wall(at: now)
        let time = localTime(wall)
        if self.toldMinute != time.secondOfDay / 60 {
            self.toldMinute = time.secondOfDay / 60
            self.handle(.localTime(time), at: now)
        }
        let snapshot = ActivitySnapshot(activities: self.rows.values.map(\.activity))
        self.handle(.poll(server: self.server.name, sentAt: now, .snapshot(snapshot)), at: now)
    }

    private mutating func handle(_ input: Input, at now: Instant) {
        self.latest = now
        for event in self.monitor.handle(input, at: now).events {
            guard event.kind == .wouldStop || event.kind == .ruleFired, self.isSure(event, at: now) else { continue }
            self.decided.append(ReplayedDecision(wallMicroseconds: self.wall(at: now), event: event.withoutDoubts))
        }
    }

    /// The wall-clock time at an instant; instants must not go backwards.
    private mutating func wall(at instant: Instant) -> Int64 {
        while self.moment + 1 < self.moments.count, self.moments[self.moment + 1].instant <= instant {
            self.moment += 1
        }
        guard self.moment < self.moments.count else { return 0 }
        let moment = self.moments[self.moment]
        return moment.wall + moment.instant.duration(to: instant).wholeMicroseconds
    }
}

extension EstimatedWatch {
    /// Whether the daemon would certainly have made the same decision, for the first time, whatever else was there.
    private mutating func isSure(_ event: Event, at now: Instant) -> Bool {
        guard let name = event[.rule], let rule = self.rules[name], let uuid = event[.activityUUID],
            let row = self.rows[ActivityID(uuid)]?.activity
        else {
            return false
        }
        let isShared = event[.remedy].map { $0 != RemedyKind.cancelActivity.rawValue } ?? false
        if isShared || rule.scope == .kind, self.mayBeMore(than: row, at: now) { return false }
        guard self.seen.insert([name, uuid]).inserted else { return false }
        guard rule.scope == .kind else { return true }
        let kind = WorkKind(of: row)
        let previous = self.lastOfKind[name]?[kind]
        self.lastOfKind[name, default: [:]][kind] = now
        return previous.map { self.hasBeenQuiet(row, since: $0) } ?? true
    }

    /// Whether other work of a type may have been there.
    private func mayBeMore(than row: Activity, at now: Instant) -> Bool {
        self.server.runs.contains { $0.type == row.type && $0.mayBeThere(at: now) && self.rows[$0.id] == nil }
    }

    /// Whether no work of its type was there before an activity, for longer than any clock bridges.
    private func hasBeenQuiet(_ row: Activity, since instant: Instant) -> Bool {
        guard let start = self.server.runs.last(where: { $0.id == row.id && $0.isStartTold })?.first else {
            return false
        }
        let quiet = start.advanced(by: .zero - max(self.manner.pollGap * 3, .seconds(60)))
        return instant < quiet
            && self.server.runs.allSatisfy { run in
                run.type != row.type || run.first >= start || run.end.map { $0 < quiet } ?? false
            }
    }
}

extension Event {
    /// The event without the values that only the estimate invents.
    fileprivate var withoutDoubts: Event {
        var event = self
        event.fields.removeAll { field in
            (field.name == .userID && field.value.hasPrefix("-")) || (field.name == .progress && field.value == "nan")
        }
        return event
    }
}
