// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Systemd

@Suite("The queue of a journal writer")
struct JournalQueueTests {
    private func entry(_ text: String) -> JournalEntry {
        JournalEntry(message: text, priority: .info)
    }

    @Test("Entries leave in the order in which they came")
    func order() {
        var queue = JournalQueue(limits: JournalQueueLimits())
        for number in 0..<100 { queue.append(self.entry(String(number))) }
        for number in 0..<50 {
            #expect(queue.first?[.message] == String(number))
            queue.removeFirst()
        }
        for number in 100..<150 { queue.append(self.entry(String(number))) }
        for number in 50..<150 {
            #expect(queue.first?[.message] == String(number))
            queue.removeFirst()
        }
        #expect(queue.first == nil)
        queue.removeFirst()
        #expect(queue.losses == JournalLosses())
    }

    @Test("What exceeds the number of entries is set aside, and beyond that counted")
    func entries() {
        var queue = JournalQueue(limits: JournalQueueLimits(entries: 2))
        for number in 0..<(2 + JournalQueue.overflowLimit + 3) { queue.append(self.entry(String(number))) }
        let overflow = queue.takeOverflow()
        #expect(overflow.map { $0[.message] } == (2..<(2 + JournalQueue.overflowLimit)).map { String($0) })
        #expect(queue.losses == JournalLosses(total: 3, onStandardError: 0))
        #expect(queue.takeOverflow().isEmpty)
    }

    @Test("What exceeds the bytes is set aside, and there is room again when an entry has left")
    func bytes() {
        let large = self.entry(String(repeating: "x", count: 1000))
        var queue = JournalQueue(limits: JournalQueueLimits(bytes: large.size + 10))
        queue.append(large)
        queue.append(large)
        #expect(queue.takeOverflow() == [large])
        queue.removeFirst()
        queue.append(large)
        #expect(queue.first == large)
        #expect(queue.takeOverflow().isEmpty)
    }

    @Test("An entry larger than the whole queue is counted and not kept")
    func tooLarge() {
        var queue = JournalQueue(limits: JournalQueueLimits(bytes: 100))
        queue.append(self.entry(String(repeating: "x", count: 1000)))
        #expect(queue.first == nil)
        #expect(queue.takeOverflow().isEmpty)
        #expect(queue.losses == JournalLosses(total: 1, onStandardError: 0))
    }
}
