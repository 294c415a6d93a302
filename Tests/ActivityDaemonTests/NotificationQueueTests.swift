// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

@testable import ActivityDaemon

/// A loop that takes from a queue as the daemon's does, on a clock that it moves itself whenever it must wait.
private struct Taker {
    let queue: NotificationQueue
    var now = Instant(nanoseconds: 0)
    var told: [ActivityNotification] = []
    var largest = 0

    /// Takes until an activity has ended that is the last.
    mutating func take(from mailbox: Mailbox, until last: ActivityID) async {
        for await envelope in mailbox.envelopes {
            envelope.acknowledgement.give()
            var batch = self.queue.take(at: self.now)
            self.note(batch)
            while let resumesAt = batch.resumesAt {
                self.now = resumesAt
                batch = self.queue.take(at: self.now)
                self.note(batch)
            }
            if self.told.last.map({ $0.id == last && $0.change == .ended }) == true { return }
        }
    }

    private mutating func note(_ batch: NotificationQueue.Batch) {
        self.told += batch.messages.map(\.notification)
        self.largest = max(self.largest, self.queue.count)
    }
}

@Suite("The queue between a stream and the loop", .timeLimit(.minutes(1)))
struct NotificationQueueTests {
    private let mailbox = Mailbox()
    private let start = Instant(nanoseconds: 0)
    private var queue: NotificationQueue {
        NotificationQueue(server: "home", poller: PollerID(number: 1), mailbox: self.mailbox)
    }

    @Test("announces itself once, and again when there is something new after it was emptied")
    func announces() async {
        let queue = self.queue
        for progress in 0..<5 { await queue.add(.test(.updated, "a", Double(progress)), at: self.start) }
        #expect(queue.take(at: self.start).messages.map(\.notification) == [.test(.updated, "a", 4)])
        await queue.add(.test(.ended, "a", 100), at: self.start)
        self.mailbox.close()
        var envelopes = 0
        for await envelope in self.mailbox.envelopes {
            if case .notifications = envelope.message { envelopes += 1 }
        }
        #expect(envelopes == 2)
    }

    @Test("a hundred starts and a hundred ends a second never wait")
    func usualRate() async {
        let queue = self.queue
        var now = self.start
        for number in 0..<3_000 {
            await queue.add(.test(.started, "u\(number)", 0), at: now)
            #expect(queue.take(at: now).messages.count == 1)
            await queue.add(.test(.ended, "u\(number)", 100), at: now)
            #expect(queue.take(at: now).messages.count == 1)
            now = now.advanced(by: .milliseconds(10))
        }
    }

    @Test("the burst of a scan is told at once, as one activity")
    func burst() async {
        let queue = self.queue
        for number in 0..<1_555 { await queue.add(.test(.updated, "scan", Double(number) / 20), at: self.start) }
        await queue.add(.test(.ended, "scan"), at: self.start)
        let batch = queue.take(at: self.start)
        #expect(
            batch.messages.map(\.notification) == [.test(.updated, "scan", 1_554 / 20), .test(.ended, "scan")])
        #expect(batch.resumesAt == nil)
    }

    @Test("a flood of distinct uuids holds the server back and loses nothing")
    func flood() async {
        let queue = self.queue
        let count = 20_000
        var taker = Taker(queue: queue)
        async let sent: Void = {
            for number in 0..<count {
                await queue.add(.test(.started, "u\(number)", 0), at: Instant(nanoseconds: 0))
                await queue.add(.test(.ended, "u\(number)"), at: Instant(nanoseconds: 0))
            }
        }()
        await taker.take(from: self.mailbox, until: ActivityID("u\(count - 1)"))
        await sent
        let started = taker.told.filter { $0.change == .started && $0.activity?.progress == .percent(0) }
        #expect(Set(started.map(\.id)).count == count)
        #expect(Set(taker.told.filter { $0.change == .ended }.map(\.id)).count == count)
        #expect(taker.told.count == 2 * count)
        #expect(taker.largest <= PendingNotifications.maximumCount)
        // Bounded in rate: what came in no time took as long as it may.
        let seconds = self.start.duration(to: taker.now).seconds
        let allowed = Double(NotificationQueue.burst) + seconds * Double(NotificationQueue.rate) + 4
        #expect(Double(taker.told.count) <= allowed)
        #expect(seconds > 30)
    }

    @Test("ten thousand messages a second about one activity reach the loop at a bounded rate, the last one too")
    func hotActivity() async {
        let queue = self.queue
        var now = self.start
        var told: [PendingNews.Message] = []
        var resumesAt: Instant?
        for number in 1...50_000 {
            now = now.advanced(by: .microseconds(100))
            await queue.add(.test(.updated, "a", Double(number) / 500), at: now)
            if let due = resumesAt, due > now { continue }
            let batch = queue.take(at: now)
            told += batch.messages
            resumesAt = batch.resumesAt
        }
        if let resumesAt { told += queue.take(at: resumesAt).messages }
        #expect(told.count <= NotificationQueue.burst + 5 * NotificationQueue.rate + 1)
        #expect(told.last?.notification == .test(.updated, "a", 100))
        #expect(told.last?.receivedAt == now)
    }

    @Test("what cannot be understood is told at the same bounded rate, however much of it comes")
    func unclear() async {
        let queue = self.queue
        var now = self.start
        var told = 0
        for _ in 0..<50_000 {
            now = now.advanced(by: .microseconds(100))
            queue.addUnclear()
            if queue.take(at: now).isUnclear { told += 1 }
        }
        #expect(told >= NotificationQueue.burst)
        #expect(told <= NotificationQueue.burst + 5 * NotificationQueue.rate + 1)
        let batch = queue.take(at: now)
        #expect(!batch.isUnclear && batch.resumesAt.map { queue.take(at: $0).isUnclear } == true)
        #expect(queue.take(at: now).resumesAt == nil)
    }

    @Test("a poll takes the ends that came before it was sent, and they count for the rate")
    func ends() async {
        let queue = self.queue
        let sent = self.start.advanced(by: .seconds(1))
        let later = sent.advanced(by: .milliseconds(1))
        for (uuid, instant) in [("a", self.start), ("b", sent), ("c", later)] {
            await queue.add(.test(.updated, uuid, 50), at: self.start)
            await queue.add(.test(.ended, uuid, 100), at: instant)
        }
        await queue.add(.test(.updated, "d", 50), at: self.start)
        let taken = queue.takeEnded(by: sent, at: later)
        #expect(
            taken.map(\.notification) == [
                .test(.updated, "a", 50), .test(.ended, "a", 100), .test(.updated, "b", 50), .test(.ended, "b", 100),
            ])
        #expect(queue.takeEnded(by: sent, at: later).isEmpty)
        #expect(
            queue.take(at: later).messages.map(\.notification) == [
                .test(.updated, "c", 50), .test(.ended, "c", 100), .test(.updated, "d", 50),
            ])
        for number in 0..<1_999 { await queue.add(.test(.ended, "u\(number)"), at: later) }
        #expect(queue.takeEnded(by: later, at: later).count == 1_999)
        await queue.add(.test(.started, "e", 0), at: later)
        #expect(queue.take(at: later).resumesAt.map { later.advanced(by: .seconds(3)) < $0 } == true)
    }

    @Test("whoever waits for room goes on when something is taken, is cancelled, or nobody wants it any more")
    func room() async {
        let queue = self.queue
        for number in 0..<PendingNotifications.maximumCount {
            await queue.add(.test(.started, "u\(number)", 0), at: self.start)
        }
        async let added: Void = queue.add(.test(.started, "next", 0), at: self.start)
        _ = queue.take(at: self.start)
        await added
        await withTaskGroup { group in
            group.addTask { await queue.drained() }
            group.cancelAll()
        }
        async let drained: Void = queue.drained()
        queue.discard()
        await drained
        await queue.add(.test(.started, "late", 0), at: self.start)
        #expect(queue.count == 0)
    }
}
