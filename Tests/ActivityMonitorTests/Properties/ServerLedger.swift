// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// All that the inputs have shown of one server, kept as it came and added up from the start at every question.
///
/// This is the properties' own account of the evidence. It is slow, it shares no clock with the monitor, and it says
/// the same or less than the monitor may believe.
struct ServerLedger {
    /// One good observation.
    struct Look {
        var at: Instant
        /// How many interruptions there had been before it.
        var breaks: Int
        /// What it showed; nil for rows that contradict each other.
        var row: Activity?
    }

    /// One activity, from its first sight on.
    struct Sighting {
        var looks: [Look]
        var wasAlreadyRunning: Bool
        /// Whether the snapshot before its first one was complete and near, and nothing failed in between.
        var wasStartSeen: Bool
        var isStartCounted = false
        /// Which of all snapshots was the first that showed it.
        var firstShown: Int
        /// Which of all snapshots a request went out on that covered it; nil before.
        var firstAsked: Int?
        /// Whether it became known in this run of the daemon.
        var isOfThisRun = true
        /// Whether it was gone and has come back.
        var hasReappeared = false
        /// What its first end was taken for as a whole run.
        var taught: Duration?
        /// The requests that covered it and may have been sent.
        var requests: Set<Int> = []

        /// The last values that were shown.
        var row: Activity? { self.looks.last { $0.row != nil }?.row }

        /// The last progress that was shown.
        var knownProgress: ActivityProgress {
            self.looks.last { ($0.row?.progress ?? .unknown) != .unknown }?.row?.progress ?? .unknown
        }
    }

    /// One kind of work, as long as its clocks go on.
    struct Work {
        var looks: [(at: Instant, breaks: Int, hasChanged: Bool, shows: Bool)]
        var members: Set<ActivityID>
        var seen: Instant?
    }

    /// The longest span that is evidence; no scenario polls more rarely than every 20 s.
    static let limit = Duration.seconds(60)

    /// Every snapshot so far: when it was sent, how many interruptions there had been, whether it was complete, and what
    /// it showed.
    struct Shot {
        var at: Instant
        var breaks: Int
        var isComplete: Bool
        var shown: Set<ActivityID>
    }

    var shots: [Shot] = []
    /// How often it is polled: nothing can be told that is shorter.
    var pollInterval = Duration.zero
    var machine: String?
    var isIdentified = false
    var notPermittedAt: Instant?
    var sectionNames: [SectionID: String] = [:]
    var sessions: [PlaybackSession]?
    var known: [ActivityID: Sighting] = [:]
    /// What is gone and may come back, and when it went.
    var past: [ActivityID: (sighting: Sighting, at: Instant)] = [:]
    var work: [WorkKind: Work] = [:]
    var runs: [WorkKind: [Duration]] = [:]
    var starts: [WorkKind: [Instant]] = [:]
    /// What the last snapshot showed.
    var snapshot: ActivitySnapshot?
    /// When the last snapshot was sent.
    var sentAt: Instant?
    private(set) var breaks = 0
    /// What the ends at the last snapshot were taken for as whole runs.
    private var taught: [ActivityID: Duration] = [:]
    private var latest: Instant?
    private var hasSnapshot = false
    private var failedAt: Instant?
    private var failedSince: Instant?
    private var unconfirmed: Set<ActivityID> = []
    private var restartedWork: Set<WorkKind> = []
}

extension ServerLedger {
    /// A poll failed.
    mutating func fail(sentAt: Instant) {
        self.latest = max(self.latest ?? sentAt, sentAt)
        self.breaks += 1
        self.failedAt = max(self.failedAt ?? sentAt, sentAt)
        self.failedSince = self.failedSince ?? sentAt
        self.isIdentified = false
        self.sessions = nil
    }

    /// The daemon restarted.
    mutating func restart(isSameBoot: Bool) {
        self.breaks += 1
        self.latest = nil
        self.hasSnapshot = false
        self.failedAt = nil
        self.failedSince = nil
        self.isIdentified = false
        self.notPermittedAt = nil
        self.sectionNames = [:]
        self.sessions = nil
        self.unconfirmed = Set(self.known.keys)
        for id in self.known.keys { self.known[id]?.isOfThisRun = false }
        for kind in self.work.keys {
            let members = self.members(of: kind)
            self.work[kind]?.seen = nil
            self.work[kind]?.members = members
        }
        if !isSameBoot { self.starts = [:] }
    }

    /// The server said who it is.
    mutating func identify(_ machine: String, at now: Instant) {
        if let old = self.machine, old != machine {
            let (breaks, pollInterval) = (self.breaks, self.pollInterval)
            self = ServerLedger()
            self.breaks = breaks + 1
            self.pollInterval = pollInterval
            self.latest = now
        }
        self.machine = machine
        self.isIdentified = true
    }

    /// A snapshot arrived.
    ///
    /// - Returns: whether it says anything: an answer to an older request than the last does not.
    mutating func observe(_ snapshot: ActivitySnapshot, sentAt: Instant) -> Bool {
        if let latest = self.latest, sentAt < latest { return false }
        self.latest = sentAt
        self.snapshot = snapshot
        self.sentAt = sentAt
        let present = Set(snapshot.activities.map(\.id)).union(snapshot.contradictory)
        let last = self.shots.last
        self.shots.append(
            Shot(at: sentAt, breaks: self.breaks, isComplete: snapshot.isComplete, shown: present))
        if snapshot.isComplete {
            let before = self.known
            self.remove(allBut: present)
            for (id, sighting) in before where self.known[id] == nil {
                var sighting = sighting
                sighting.taught = self.taught.removeValue(forKey: id)
                self.past[id] = (sighting, sentAt)
            }
        }
        self.unconfirmed.subtract(present)
        let canSeeStart =
            self.hasSnapshot
            && last.map { $0.isComplete && $0.breaks == self.breaks && $0.at.duration(to: sentAt) <= Self.limit }
                ?? false
        var changed: Set<ActivityID> = []
        for row in snapshot.activities {
            if self.known[row.id] == nil, let run = self.past.removeValue(forKey: row.id),
                run.at.duration(to: sentAt) <= .hours(1)
            {
                self.comeBack(row.id, run.sighting)
            }
            if let last = self.known[row.id]?.row {
                let progress = self.known[row.id]?.knownProgress ?? .unknown
                if (last.title, last.subtitle) != (row.title, row.subtitle)
                    || (row.progress != .unknown && row.progress != progress)
                {
                    changed.insert(row.id)
                }
            } else {
                self.known[row.id] = Sighting(
                    looks: [], wasAlreadyRunning: !self.hasSnapshot, wasStartSeen: canSeeStart,
                    firstShown: self.shots.count - 1)
            }
            self.known[row.id]?.looks.append(Look(at: sentAt, breaks: self.breaks, row: row))
        }
        for id in snapshot.contradictory where self.known[id] != nil {
            self.known[id]?.looks.append(Look(at: sentAt, breaks: self.breaks, row: nil))
        }
        self.hasSnapshot = true
        self.observeWork(snapshot, changed, sentAt)
        return true
    }

    private mutating func remove(allBut present: Set<ActivityID>) {
        let (failedAt, failedSince) = (self.failedAt, self.failedSince)
        (self.failedAt, self.failedSince) = (nil, nil)
        for id in self.unconfirmed.subtracting(present) { self.known[id] = nil }
        self.unconfirmed = []
        let gone = self.known.keys.filter { !present.contains($0) }
        // What became known after a failure may belong to the next run of the server.
        func wasKnown(_ sighting: Sighting, before failure: Instant?) -> Bool {
            guard let failure, sighting.isOfThisRun, let first = sighting.looks.first else { return true }
            return first.at < failure
        }
        var old = self.known.filter { wasKnown($0.value, before: failedSince) }
        if old.isEmpty { old = self.known.filter { wasKnown($0.value, before: failedAt) } }
        if !old.isEmpty, old.keys.allSatisfy(gone.contains), failedAt != nil || old.count > 1 {
            self.known = self.known.filter { id, sighting in
                old[id] == nil && !(gone.contains(id) && wasKnown(sighting, before: failedAt))
            }
            self.work = [:]
            self.hasSnapshot = false
        }
        for id in gone {
            guard let sighting = self.known.removeValue(forKey: id), let row = sighting.row else { continue }
            let looks = sighting.looks.map { ($0.at, $0.breaks) }
            let isWhole = zip(looks, looks.dropFirst()).allSatisfy { Self.counts($0, $1) }
            if sighting.wasStartSeen, isWhole, sighting.requests.isEmpty, !sighting.hasReappeared {
                let length = max(Self.sum(looks), self.pollInterval)
                self.runs[WorkKind(of: row), default: []].append(length)
                self.taught[id] = length
            }
        }
    }

    /// Takes up work whose uuid is there again: nothing of the time in which it was gone counts.
    private mutating func comeBack(_ id: ActivityID, _ sighting: Sighting) {
        var sighting = sighting
        for index in sighting.looks.indices { sighting.looks[index].breaks -= 1_000_000_000 }
        sighting.hasReappeared = true
        sighting.isStartCounted = true
        sighting.isOfThisRun = true
        if let taught = sighting.taught, let kind = sighting.row.map(WorkKind.init(of:)),
            let last = self.runs[kind]?.lastIndex(of: taught)
        {
            self.runs[kind]?.remove(at: last)
        }
        self.known[id] = sighting
    }

    /// Whether the last row of an activity would show progress.
    private func shows(_ id: ActivityID) -> Bool {
        guard let sighting = self.known[id], let row = sighting.looks.last?.row else { return false }
        return row.progress != .unknown || sighting.knownProgress == .unknown || self.isTelling(id)
    }

    private mutating func observeWork(_ snapshot: ActivitySnapshot, _ changed: Set<ActivityID>, _ sentAt: Instant) {
        self.restartedWork = []
        let shown = Set(snapshot.activities.map(WorkKind.init(of:)))
        for kind in shown {
            let members = self.members(of: kind)
            let last = self.work[kind]
            let isRecent = last?.seen.map { $0.duration(to: sentAt) <= Self.limit } ?? false
            if let last, isRecent || !last.members.isDisjoint(with: members) {
                let hasChanged = members != last.members || !changed.isDisjoint(with: members)
                let shows = members.allSatisfy(self.shows)
                self.work[kind]?.looks.append((sentAt, self.breaks, hasChanged, shows))
            } else {
                self.work[kind] = Work(looks: [(sentAt, self.breaks, true, true)], members: members)
                self.restartedWork.insert(kind)
            }
            self.work[kind]?.members = members
            self.work[kind]?.seen = sentAt
        }
        guard snapshot.isComplete else { return }
        self.work = self.work.filter { kind, work in
            shown.contains(kind) || (work.seen.map { $0.duration(to: sentAt) <= Self.limit } ?? false)
        }
    }

    private func members(of kind: WorkKind) -> Set<ActivityID> {
        Set(self.known.filter { $0.value.row.map(WorkKind.init(of:)) == kind }.keys)
    }

    /// Counts the starts that the last snapshot has made known.
    mutating func countStarts(at now: Instant) {
        guard let snapshot = self.snapshot else { return }
        for id in Set(snapshot.activities.map(\.id)).union(snapshot.contradictory) {
            guard let sighting = self.known[id], !sighting.wasAlreadyRunning, !sighting.isStartCounted else { continue }
            guard let kind = sighting.row.map(WorkKind.init(of:)), kind.section != nil || !kind.type.carriesSection
            else {
                continue
            }
            self.known[id]?.isStartCounted = true
            if sighting.wasStartSeen { self.starts[kind, default: []].append(now) }
        }
    }
}

extension ServerLedger {
    /// Adds up the spans between neighbours that no interruption parts and that are no longer than the limit.
    static func sum(_ looks: [(Instant, Int)]) -> Duration {
        zip(looks, looks.dropFirst()).reduce(.zero) { sum, pair in
            Self.counts(pair.0, pair.1) ? sum + pair.0.0.duration(to: pair.1.0) : sum
        }
    }

    /// Whether the span between two looks is evidence.
    private static func counts(_ first: (Instant, Int), _ second: (Instant, Int)) -> Bool {
        let span = first.0.duration(to: second.0)
        return first.1 == second.1 && span >= .zero && span <= Self.limit
    }

    /// Whether one is proved to have been there before another: a complete snapshot showed the one and not yet the other.
    func isProvedOlder(_ older: ActivityID, _ younger: ActivityID) -> Bool {
        guard let first = self.known[older]?.firstShown, let second = self.known[younger]?.firstShown, first < second
        else {
            return false
        }
        return self.shots[first..<second].contains { $0.isComplete && !$0.shown.contains(younger) }
    }

    /// For how long snapshots have said of an activity whether it is there since a request about it went out.
    func watched(_ id: ActivityID) -> Duration {
        guard let asked = self.known[id]?.firstAsked else { return .zero }
        return Self.sum(
            self.shots[asked...].filter { $0.isComplete || $0.shown.contains(id) }.map { ($0.at, $0.breaks) })
    }

    /// How long an activity has been seen.
    func age(_ id: ActivityID) -> Duration {
        Self.sum((self.known[id]?.looks ?? []).map { ($0.at, $0.breaks) })
    }

    /// How long nothing about it has changed.
    func stalled(_ id: ActivityID) -> Duration {
        var still: [(Instant, Int)] = []
        var last: Activity?
        var progress = ActivityProgress.unknown
        var textHasChanged = false
        var contradictions = 0
        for look in self.known[id]?.looks ?? [] {
            guard let row = look.row else {
                contradictions += 1_000_000
                continue
            }
            let textDiffers = last.map { ($0.title, $0.subtitle) != (row.title, row.subtitle) } ?? false
            let progressDiffers = last != nil && row.progress != .unknown && row.progress != progress
            if textDiffers || progressDiffers { still = [] }
            textHasChanged = textHasChanged || textDiffers
            if row.progress != .unknown { progress = row.progress }
            // A progress that was known before and is not now shows nothing, unless texts do.
            if row.progress != .unknown || progress == .unknown || textHasChanged || textDiffers {
                still.append((look.at, look.breaks + contradictions))
            }
            last = row
        }
        return Self.sum(still)
    }

    /// Whether its lack of progress would show: it names a progress, or its text has changed.
    func isTelling(_ id: ActivityID) -> Bool {
        guard let looks = self.known[id]?.looks, let row = looks.last?.row else { return false }
        let rows = looks.compactMap(\.row)
        let textHasChanged = zip(rows, rows.dropFirst()).contains { $0.title != $1.title || $0.subtitle != $1.subtitle }
        return row.progress != .unknown || textHasChanged
    }

    /// Whether it has moved: a progress above 0, or a changed text besides the one that names its section.
    func hasMoved(_ id: ActivityID) -> Bool {
        let rows = (self.known[id]?.looks ?? []).compactMap(\.row)
        return rows.contains { ($0.progress.percentage ?? 0) > 0 }
            || zip(rows, rows.dropFirst()).contains { before, after in
                (before.title, before.subtitle) != (after.title, after.subtitle)
                    && !(before.sectionID == nil && after.sectionID != nil)
            }
    }

    /// How long work of a kind has been seen.
    func age(_ kind: WorkKind) -> Duration {
        Self.sum((self.work[kind]?.looks ?? []).map { ($0.at, $0.breaks) })
    }

    /// How long nothing about a kind has changed.
    func stalled(_ kind: WorkKind) -> Duration {
        guard let looks = self.work[kind]?.looks else { return .zero }
        let last = looks.lastIndex { $0.hasChanged } ?? 0
        return Self.sum(looks[last...].filter { $0.shows || $0.hasChanged }.map { ($0.at, $0.breaks) })
    }

    /// Whether the clocks of a kind were started anew by the last snapshot.
    func hasRestarted(_ kind: WorkKind) -> Bool { self.restartedWork.contains(kind) || self.work[kind] == nil }
}
