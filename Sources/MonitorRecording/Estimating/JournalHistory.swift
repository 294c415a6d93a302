// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The history in the journal: runs of activities by server, and the interruptions of evidence.
struct JournalHistory {
    /// The greatest difference between the wall clock and the boot clock from one entry to the next. More means that a
    /// clock was set or the machine slept.
    private static let tolerance = Int64(10_000_000)

    /// One entry's moment on both clocks.
    private struct Moment {
        var wall: Int64
        var monotonic: Int64
        var boot: String
        var instant: Instant
    }

    /// One server's runs.
    struct Server {
        /// Its configured name.
        let name: String
        /// The runs, in the order of their first entries.
        var runs: [JournalRun] = []
        /// The number of interruptions of evidence.
        fileprivate var interruptions = 0
        /// The runs that have no end yet.
        fileprivate var open: [ActivityID: Int] = [:]
        /// The latest entry about a uuid that was there before. An entry about a uuid that is gone does not tell the
        /// present.
        fileprivate var ended: Set<ActivityID> = []
    }

    /// The servers, in the order of their first entries.
    private(set) var servers: [Server] = []
    /// The stopped activities by server and uuid: the last rule, and the time of its request.
    private(set) var stopped: [String: (rule: String, wallMicroseconds: Int64)] = [:]
    /// The number of entries.
    private(set) var count = 0
    /// The times of the first and the last entry.
    private(set) var span: (first: Int64, last: Int64)?
    /// Whether an entry hides titles.
    private(set) var hidesTitles = false
    /// The instant and the wall-clock time of each entry.
    private(set) var moments: [(instant: Instant, wall: Int64)] = []

    private var last: Moment?
    private var interruptions = 0
    private var generation = 0

    /// Takes an entry; they must come in the journal's order.
    mutating func take(_ event: Event, wall: Int64, monotonic: Int64, boot: String) {
        let instant = self.pass(to: wall, monotonic, boot)
        self.count += 1
        self.span = (self.span?.first ?? wall, wall)
        self.noteGeneration(event)
        guard let name = event[.server] else { return }
        let index = self.index(of: name)
        switch event.kind {
        case .serverUnreachable, .serverReachable, .authenticationRefused:
            self.servers[index].interruptions += 1
        case .lost:
            self.servers[index].interruptions += 1
            if let uuid = event[.activityUUID] { self.servers[index].end(ActivityID(uuid), at: instant) }
        case .stopRequested:
            if let key = event.activityKey { self.stopped[key] = (event[.rule] ?? "", wall) }
        case _ where JournalSight.kinds.contains(event.kind):
            let epoch = self.interruptions + self.servers[index].interruptions
            guard let sight = JournalSight(event, at: instant, epoch: epoch) else { return }
            self.hidesTitles = self.hidesTitles || event[.activityTitle] == nil
            self.servers[index].take(sight, of: event)
        default:
            break
        }
    }

    /// Advances the clock by the smaller of the two clocks' spans.
    private mutating func pass(to wall: Int64, _ monotonic: Int64, _ boot: String) -> Instant {
        var instant = Instant(nanoseconds: 0)
        if let last = self.last {
            let passed = (wall: wall - last.wall, monotonic: monotonic - last.monotonic)
            let isSameBoot = boot == last.boot
            let least = max(0, isSameBoot ? min(passed.wall, passed.monotonic) : passed.wall)
            instant = last.instant.advanced(by: .microseconds(least))
            let difference = abs(passed.wall - passed.monotonic)
            // Undisturbed clocks drift by less than a thousandth.
            if !isSameBoot || difference > Self.tolerance + least / 1_000 { self.interruptions += 1 }
        }
        self.last = Moment(wall: wall, monotonic: monotonic, boot: boot, instant: instant)
        if self.moments.last?.instant == instant { self.moments.removeLast() }
        self.moments.append((instant, wall))
        return instant
    }

    /// A daemon that starts counts its configurations from 1.
    private mutating func noteGeneration(_ event: Event) {
        guard let generation = event[.configurationGeneration].flatMap({ Int($0) }) else { return }
        let isStart = event.kind == .configurationLoaded && generation <= 1
        if isStart || generation < self.generation { self.interruptions += 1 }
        self.generation = generation
    }

    private mutating func index(of name: String) -> Int {
        if let index = self.servers.firstIndex(where: { $0.name == name }) { return index }
        self.servers.append(Server(name: name))
        return self.servers.count - 1
    }
}

extension JournalHistory.Server {
    fileprivate mutating func take(_ sight: JournalSight, of event: Event) {
        let id = sight.activity.id
        if event.kind == .started {
            self.end(id, at: sight.at)
            self.ended.remove(id)
        }
        guard !self.ended.contains(id) else { return }
        let index = self.open[id] ?? self.runs.count
        if index == self.runs.count {
            let isStartTold = event.kind == .started && event[.reason] == nil
            self.runs.append(
                JournalRun(id: id, type: sight.activity.type, isStartTold: isStartTold, sights: []))
            self.open[id] = index
        }
        self.runs[index].sights.append(sight)
        guard event.kind == .finished else { return }
        self.runs[index].isFinished = true
        self.end(id, at: sight.at)
    }

    fileprivate mutating func end(_ id: ActivityID, at instant: Instant) {
        self.ended.insert(id)
        guard let index = self.open.removeValue(forKey: id) else { return }
        self.runs[index].end = instant
    }
}
