// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// One history of a server that is both polled and listened to, and what a monitor made of it.
struct InterleavingHistory<Subject: MonitorUnderTest> {
    /// One event with the time at which it was told.
    struct Told {
        var at: Int
        var event: Event
    }

    let seed: UInt64
    let world: ToldWorld
    /// Everything that was told about activities.
    private(set) var told: [Told] = []
    /// The uuids that some poll showed or some notification with values told, to this monitor.
    private(set) var shown: Set<ActivityID> = []
    /// What went in and came out, for whoever looks for the reason of a failure.
    private(set) var log: [String] = []
    private(set) var inputs = 0
    private(set) var notifications = 0
    /// The uuids whose end was told.
    private var ended: Set<ActivityID> = []
    /// When a stream was told to be closed.
    private(set) var closures: Set<Int> = []
    /// What was done that must not be.
    private(set) var faults: [String] = []
    private var monitor = Subject()
    private let interval: Int
    private let keepsLog: Bool
    private var clock = 0

    private init(seed: UInt64, keepsLog: Bool) {
        self.seed = seed
        self.world = ToldWorld(seed: seed)
        self.keepsLog = keepsLog
        var random = SeededGenerator(seed: seed, "interval")
        self.interval = random.one(of: 1_000, 2_000, 5_000, 10_000)
    }

    /// Plays the history of a seed.
    static func run(seed: UInt64, keepsLog: Bool = false) -> Self {
        var history = Self(seed: seed, keepsLog: keepsLog)
        history.play()
        return history
    }

    private mutating func play() {
        var random = SeededGenerator(seed: self.seed, "driver")
        var absences: [Range<Int>] = []
        if random.chance(20) {
            let start = random.number(5_000...self.world.length - 5_000)
            absences = [start..<start + random.number(500...8_000)]
        }
        let arrivals = StreamScript(seed: self.seed, world: self.world, absences: absences).arrivals
        let isArmed = random.chance(30)
        self.feed(.configure(self.settings(isArmed: isArmed)))
        self.identify()
        var pending = arrivals[...]
        var nextPoll = random.number(0...1_000)
        var answer: (at: Int, sentAt: Int, result: PollResult)?
        var lastRows: (sentAt: Int, rows: [Activity])?
        while true {
            let times = [pending.first?.at, answer?.at ?? nextPoll, absences.first?.lowerBound].compactMap(\.self)
            guard let time = times.min(), time < self.world.length else { break }
            self.clock = max(self.clock, time)
            if let absence = absences.first, absence.lowerBound <= self.clock {
                absences.removeFirst()
                self.restart(isArmed: isArmed, at: absence.upperBound)
                pending = pending.drop { $0.at < self.clock }
                answer = nil
                lastRows = nil
                nextPoll = self.clock + 1
            } else if let first = pending.first, first.at <= self.clock {
                pending.removeFirst()
                if case .open = first.what, answer == nil { nextPoll = self.clock }
                self.arrive(first.what)
            } else if let done = answer {
                answer = nil
                self.feed(.poll(server: "home", sentAt: Self.instant(done.sentAt), done.result))
                if case .failure = done.result { self.identify() }
                if case .snapshot(let snapshot) = done.result {
                    self.shown.formUnion(snapshot.activities.map(\.id))
                    if let last = lastRows, random.chance(3) {
                        let old = ActivitySnapshot(activities: last.rows)
                        self.feed(.poll(server: "home", sentAt: Self.instant(last.sentAt), .snapshot(old)))
                    }
                    lastRows = (done.sentAt, snapshot.activities)
                }
            } else {
                answer = self.poll(&random)
                nextPoll = self.clock + self.pause
            }
        }
        self.resynchronise()
    }

    /// How long it takes to the next poll.
    private var pause: Int {
        Int((self.monitor.pollInterval(of: "home") ?? .seconds(1)).wholeNanoseconds / 1_000_000)
    }

    /// A poll on its way: what it shows was so at some time between its request and its answer.
    private func poll(_ random: inout SeededGenerator) -> (at: Int, sentAt: Int, result: PollResult) {
        let latency = random.chance(8) ? random.number(400...Self.longestAnswer) : random.number(2...300)
        let seenAt = self.clock + random.number(0...latency)
        let isDown = self.world.restarts.contains { $0.contains(seenAt) }
        if isDown || random.chance(4) {
            let failure = PollFailure(kind: .unreachable, explanation: "no answer")
            return (self.clock + latency, self.clock, .failure(failure))
        }
        var rows = self.world.shown(at: seenAt).map { $0.row(at: seenAt) }
        var snapshot = ActivitySnapshot(activities: rows)
        if !rows.isEmpty, random.chance(8) {
            let one = rows.remove(at: random.number(0...(rows.count - 1)))
            snapshot =
                random.chance(60)
                ? ActivitySnapshot(activities: rows, skippedRows: 1)
                : ActivitySnapshot(activities: rows, contradictory: [one.id], duplicateRows: 1)
        }
        return (self.clock + latency, self.clock, .snapshot(snapshot))
    }

    private mutating func arrive(_ what: StreamScript.Arrival) {
        switch what {
        case .open:
            self.feed(.stream(server: "home", .open))
        case .closed:
            self.closures.insert(self.clock)
            self.feed(.stream(server: "home", .closed(PollFailure(kind: .unreachable, explanation: "it ended"))))
        case .notification(let receivedAt, let notification):
            self.notifications += 1
            if notification.activity != nil { self.shown.insert(notification.id) }
            if notification.change == .ended { self.ended.insert(notification.id) }
            self.feed(
                .notification(server: "home", receivedAt: Self.instant(receivedAt), notification))
        }
    }

    /// Lets the whole of what is there be seen once more, twice, as an answer may have been overtaken.
    private mutating func resynchronise() {
        for _ in 0..<2 {
            self.clock += 20_000
            let rows = self.world.shown(at: self.world.length - 1).filter { $0.end >= self.world.length }
            let snapshot = ActivitySnapshot(activities: rows.map { $0.row(at: self.world.length - 1) })
            self.shown.formUnion(snapshot.activities.map(\.id))
            self.feed(.poll(server: "home", sentAt: Self.instant(self.clock), .snapshot(snapshot)))
        }
    }
}

extension InterleavingHistory {
    /// The longest time that an answer takes, in milliseconds: what it shows may be that much younger than its request,
    /// by which an observation is dated.
    static var longestAnswer: Int { 6_000 }

    private static func instant(_ time: Int) -> Instant { Instant(nanoseconds: Int64(time) * 1_000_000) }

    private func settings(isArmed: Bool) -> MonitorSettings {
        let rule = Rule.stop("long", type: "*", .runningFor(.seconds(8)), plan: StopPlan(cooldown: .seconds(60)))
        return MonitorSettings(
            generation: 1, servers: [ServerSettings(name: "home", pollInterval: .milliseconds(self.interval))],
            rules: isArmed ? [rule] : [])
    }

    private mutating func identify() {
        self.feed(.identity(server: "home", ServerIdentity(machineIdentifier: "machine-home")))
    }

    private mutating func restart(isArmed: Bool, at time: Int) {
        let state = self.monitor.savedState()
        self.clock = time
        self.monitor = Subject(restoring: state, isSameBoot: true)
        self.feed(.configure(self.settings(isArmed: isArmed)))
        self.identify()
    }

    private mutating func feed(_ input: Input) {
        self.inputs += 1
        let output = self.monitor.handle(input, at: Self.instant(self.clock))
        if self.keepsLog { self.log.append("\(self.clock) ms \(input)\n    -> \(output.events.map(\.line))") }
        for event in output.events where event[.activityUUID] != nil {
            self.told.append(Told(at: self.clock, event: event))
        }
        for request in output.requests {
            if case .cancelActivity(let id) = request.remedy, self.ended.contains(id) {
                self.faults.append("\(id) is asked to stop at \(self.clock) ms, after its end was told")
            }
            // The server hears nothing of it: what matters here is when it is sent.
            self.feed(.requestFinished(id: request.id, .answered(status: 200)))
        }
    }
}
