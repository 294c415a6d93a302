// SPDX-License-Identifier: Apache-2.0

/// What is to happen, in the order of time; what is due at the same moment happens in the order in which it was noted.
struct Agenda<Item> {
    private struct Entry {
        var at: Moment
        var number: Int
        var item: Item

        func isBefore(_ other: Entry) -> Bool { (self.at, self.number) < (other.at, other.number) }
    }

    private var heap: [Entry] = []
    private var noted = 0

    /// Notes what is to happen.
    mutating func note(_ item: Item, at moment: Moment) {
        self.heap.append(Entry(at: moment, number: self.noted, item: item))
        self.noted += 1
        var child = self.heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.heap[child].isBefore(self.heap[parent]) else { break }
            self.heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes what happens next.
    mutating func next() -> (at: Moment, item: Item)? {
        guard let first = self.heap.first, let last = self.heap.popLast() else { return nil }
        guard !self.heap.isEmpty else { return (first.at, first.item) }
        self.heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.heap.count {
                if self.heap[child].isBefore(self.heap[least]) { least = child }
            }
            guard least != parent else { break }
            self.heap.swapAt(parent, least)
            parent = least
        }
        return (first.at, first.item)
    }
}
