// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Systemd

@Suite("The queue of a journal writer")
struct JournalQueueTests {
    private func entry(_ text: String) -> JournalEntry {
        JournalEntry(message: text, priority: .info)
    }

    @Test("entries leave in the order in which they came")
    func order() {
        var queue = JournalQueue(limits: JournalQueueLimits())
        for number in 0..<100 { queue.append(self.entry(String(number)), line: "") }
        for number in 0..<50 {
            #expect(queue.first?[.message] == String(number))
            queue.removeFirst()
        }
        for number in 100..<150 { queue.append(self.entry(String(number)), line: "") }
        for number in 50..<150 {
            #expect(queue.first?[.message] == String(number))
            queue.removeFirst()
        }
        #expect(queue.first == nil)
        queue.removeFirst()
        #expect(queue.losses == JournalLosses())
    }

    @Test("what exceeds the number of entries is set aside as a line, and beyond that counted")
    func entries() {
        var queue = JournalQueue(limits: JournalQueueLimits(entries: 2))
        for number in 0..<(2 + JournalQueue.overflowLimit + 3) {
            queue.append(self.entry("entry"), line: String(number))
        }
        let lines = queue.takeOverflow().map(\.line)
        #expect(lines == (2..<(2 + JournalQueue.overflowLimit)).map { String($0) })
        #expect(queue.losses == JournalLosses(total: 3, onStandardError: 0))
        #expect(queue.takeOverflow().isEmpty)
    }

    @Test("what exceeds the bytes is set aside, and there is room again when an entry has left")
    func bytes() {
        let large = self.entry(String(repeating: "x", count: 1000))
        var queue = JournalQueue(limits: JournalQueueLimits(bytes: large.size + 10))
        queue.append(large, line: "first")
        queue.append(large, line: "second")
        let lines = queue.takeOverflow().map(\.line)
        #expect(lines == ["second"])
        queue.removeFirst()
        queue.append(large, line: "third")
        #expect(queue.first == large)
        #expect(queue.takeOverflow().isEmpty)
    }

    @Test("an entry larger than the whole queue is no more than a line")
    func tooLarge() {
        var queue = JournalQueue(limits: JournalQueueLimits(bytes: 100))
        queue.append(self.entry(String(repeating: "x", count: 1000)), line: "large")
        #expect(queue.first == nil)
        let lines = queue.takeOverflow().map(\.line)
        #expect(lines == ["large"])
    }

    @Test("an entry with a call for when it has left always finds room, and takes none from others")
    func unlimited() {
        var queue = JournalQueue(limits: JournalQueueLimits(entries: 1))
        for number in 0..<3 { queue.append(self.entry(String(number)), whenLeft: {}, line: "lost") }
        queue.append(self.entry("3"), line: "lost")
        queue.append(self.entry("4"), line: "lost")
        let lines = queue.takeOverflow().map(\.line)
        #expect(lines == ["lost"])
        for number in 0..<4 {
            #expect(queue.first?[.message] == String(number))
            let whenLeft = queue.removeFirst()
            #expect((whenLeft != nil) == (number < 3))
        }
        #expect(queue.first == nil)
    }

    @Test("losses are counted by kind, and a flood of kinds has a bound")
    func kinds() {
        var losses = JournalLosses()
        for kind in ["progress", "started", "progress"] { losses.add(kind: kind, onStandardError: false) }
        #expect(losses.kindsText == "progress=2 started=1")
        let reported = losses
        losses.add(kind: "progress", onStandardError: true)
        losses.remove(reported)
        #expect(losses.kindsText == "progress=1" && losses.total == 1 && losses.onStandardError == 1)
        for number in 0..<100 { losses.add(kind: "k\(number)", onStandardError: false) }
        #expect(losses.kinds.count == JournalLosses.kindLimit + 1)
        #expect(losses.kinds[JournalLosses.otherKind] == 101 - UInt64(JournalLosses.kindLimit))
    }

    @Test("a pace holds entries back until its interval is over")
    func pace() {
        let start = ContinuousClock.now
        var pacing = JournalPacing(JournalPace(entries: 2, interval: .seconds(30)))
        #expect(pacing.delay(at: start) == nil)
        pacing.noteSent(at: start)
        #expect(pacing.delay(at: start) == nil)
        pacing.noteSent(at: start.advanced(by: .seconds(10)))
        #expect(pacing.delay(at: start.advanced(by: .seconds(20))) == .seconds(10))
        #expect(pacing.delay(at: start.advanced(by: .seconds(30))) == nil)
        pacing.noteSent(at: start.advanced(by: .seconds(30)))
        #expect(pacing.delay(at: start.advanced(by: .seconds(30))) == nil)
    }
}
