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
        /// The requests that covered it and may have been sent.
        var requests: Set<Int> = []

        /// The last values that were shown.
        var row: Activity? { self.looks.last { $0.row != nil }?.row }
    }

    /// One kind of work, as long as its clocks go on.
    struct Work {
        var looks: [(at: Instant, breaks: Int, hasChanged: Bool)]
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
    var work: [Kind: Work] = [:]
    var runs: [Kind: [Duration]] = [:]
    var starts: [Kind: [Instant]] = [:]
    /// What the last snapshot showed.
    var snapshot: ActivitySnapshot?
    /// When the last snapshot was sent.
    var sentAt: Instant?
    private(set) var breaks = 0
    private var latest: Instant?
    private var hasSnapshot = false
    private var failedAt: Instant?
    private var failedSince: Instant?
    private var unconfirmed: Set<ActivityID> = []
    private var restartedWork: Set<Kind> = []
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
        if snapshot.isComplete { self.remove(allBut: present) }
        self.unconfirmed.subtract(present)
        let canSeeStart =
            self.hasSnapshot
            && last.map { $0.isComplete && $0.breaks == self.breaks && $0.at.duration(to: sentAt) <= Self.limit }
                ?? false
        var changed: Set<ActivityID> = []
        for row in snapshot.activities {
            if let last = self.known[row.id]?.row {
                if (last.progress, last.title, last.subtitle) != (row.progress, row.title, row.subtitle) {
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
            if sighting.wasStartSeen, isWhole, sighting.requests.isEmpty {
                self.runs[Kind(of: row), default: []].append(max(Self.sum(looks), self.pollInterval))
            }
        }
    }

    private mutating func observeWork(_ snapshot: ActivitySnapshot, _ changed: Set<ActivityID>, _ sentAt: Instant) {
        self.restartedWork = []
        let shown = Set(snapshot.activities.map(Kind.init(of:)))
        for kind in shown {
            let members = self.members(of: kind)
            let last = self.work[kind]
            let isRecent = last?.seen.map { $0.duration(to: sentAt) <= Self.limit } ?? false
            if let last, isRecent || !last.members.isDisjoint(with: members) {
                let hasChanged = members != last.members || !changed.isDisjoint(with: members)
                self.work[kind]?.looks.append((sentAt, self.breaks, hasChanged))
            } else {
                self.work[kind] = Work(looks: [(sentAt, self.breaks, true)], members: members)
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

    private func members(of kind: Kind) -> Set<ActivityID> {
        Set(self.known.filter { $0.value.row.map(Kind.init(of:)) == kind }.keys)
    }

    /// Counts the starts that the last snapshot has made known.
    mutating func countStarts(at now: Instant) {
        guard let snapshot = self.snapshot else { return }
        for id in Set(snapshot.activities.map(\.id)).union(snapshot.contradictory) {
            guard let sighting = self.known[id], !sighting.wasAlreadyRunning, !sighting.isStartCounted else { continue }
            guard let kind = sighting.row.map(Kind.init(of:)), kind.section != nil || !kind.type.carriesSection else {
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
        var contradictions = 0
        for look in self.known[id]?.looks ?? [] {
            guard let row = look.row else {
                contradictions += 1_000_000
                continue
            }
            if let last, (last.progress, last.title, last.subtitle) != (row.progress, row.title, row.subtitle) {
                still = []
            }
            still.append((look.at, look.breaks + contradictions))
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

    /// How long work of a kind has been seen.
    func age(_ kind: Kind) -> Duration {
        Self.sum((self.work[kind]?.looks ?? []).map { ($0.at, $0.breaks) })
    }

    /// How long nothing about a kind has changed.
    func stalled(_ kind: Kind) -> Duration {
        guard let looks = self.work[kind]?.looks else { return .zero }
        let last = looks.lastIndex { $0.hasChanged } ?? 0
        return Self.sum(looks[last...].map { ($0.at, $0.breaks) })
    }

    /// Whether the clocks of a kind were started anew by the last snapshot.
    func hasRestarted(_ kind: Kind) -> Bool { self.restartedWork.contains(kind) || self.work[kind] == nil }
}
