// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What a stream makes of the news of a world: which of them arrive, when, in which order, and how often.
struct StreamScript {
    /// Something that the stream brings into the mailbox.
    enum Arrival {
        /// The stream is open; a poll follows at once.
        case open
        /// The stream ended, or could not be opened.
        case closed
        /// A notification that was received at this time, handed on a moment later.
        case notification(receivedAt: Int, ActivityNotification)
    }

    /// What arrives when, in order.
    private(set) var arrivals: [(at: Int, what: Arrival)] = []

    /// The stream of a history; whoever listens is away in the given times.
    init(seed: UInt64, world: ToldWorld, absences: [Range<Int>]) {
        var random = SeededGenerator(seed: seed, "stream")
        guard random.chance(90) else { return }
        let cuts = world.restarts + absences
        var time = random.number(0...3_000)
        let isRough = random.chance(40)
        let batch = random.one(of: 0, 0, 100, 500)
        while time < world.length {
            if let cut = cuts.first(where: { $0.contains(time) }) {
                if !absences.contains(where: { $0.contains(time) }), random.chance(50) {
                    self.arrivals.append((time, .closed))
                }
                time = cut.upperBound + random.number(0...2_000)
                continue
            }
            let life = isRough ? random.number(200...15_000) : random.number(10_000...200_000)
            let cut = cuts.map(\.lowerBound).filter { $0 > time }.min() ?? .max
            let end = min(time + life, cut, world.length)
            self.arrivals.append((time, .open))
            self.tell(world.news.filter { (time..<end).contains($0.at) }, until: end, batch: batch, &random)
            guard end < world.length else { break }
            if !absences.contains(where: { $0.lowerBound == end }) { self.arrivals.append((end, .closed)) }
            time = end + random.number(1...10) * 1_000
            if random.chance(20), !cuts.contains(where: { $0.contains(time) }) {
                self.arrivals.append((time - 1, .closed))
            }
        }
        self.arrivals = self.arrivals.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// Lets one connection's news arrive: late, twice, in another order, without values, or gathered with other news of
    /// the same activity, as the daemon's queue does. What has not arrived when it ends never does.
    private mutating func tell(
        _ news: [ToldWorld.News], until end: Int, batch: Int, _ random: inout SeededGenerator
    ) {
        let isSlow = random.chance(30)
        var received: [(at: Int, what: ActivityNotification)] = []
        for item in news {
            var notification = item.notification
            if random.chance(3) { notification.activity = nil }
            for _ in 0..<(random.chance(10) ? 2 : 1) {
                let delay = isSlow && random.chance(30) ? random.number(100...4_000) : random.number(0...60)
                received.append((item.at + delay, notification))
            }
        }
        received = received.filter { $0.at < end }.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        guard batch > 0 else {
            self.arrivals += received.map { ($0.at, .notification(receivedAt: $0.at, $0.what)) }
            return
        }
        let batches = Dictionary(grouping: received) { $0.at / batch * batch + batch }
        for (close, items) in batches.sorted(by: { $0.key < $1.key }) where close < end {
            var order: [ActivityID] = []
            var news: [ActivityID: PendingNews] = [:]
            for item in items {
                if news[item.what.id] == nil { order.append(item.what.id) }
                news[item.what.id, default: PendingNews()]
                    .add(item.what, receivedAt: Instant(nanoseconds: Int64(item.at)))
            }
            for message in order.flatMap({ news[$0]?.messages ?? [] }) {
                let receivedAt = Int(message.receivedAt.nanoseconds)
                self.arrivals.append((close, .notification(receivedAt: receivedAt, message.notification)))
            }
        }
    }
}
