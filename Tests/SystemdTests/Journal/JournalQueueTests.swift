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
        #expect(queue.takeOverflow() == (2..<(2 + JournalQueue.overflowLimit)).map { String($0) })
        #expect(queue.losses == JournalLosses(total: 3, onStandardError: 0))
        #expect(queue.takeOverflow().isEmpty)
    }

    @Test("what exceeds the bytes is set aside, and there is room again when an entry has left")
    func bytes() {
        let large = self.entry(String(repeating: "x", count: 1000))
        var queue = JournalQueue(limits: JournalQueueLimits(bytes: large.size + 10))
        queue.append(large, line: "first")
        queue.append(large, line: "second")
        #expect(queue.takeOverflow() == ["second"])
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
        #expect(queue.takeOverflow() == ["large"])
    }
}
