// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// The newest of many elements, in order, and how many there have been: bounded, however long it goes on.
struct NewestElements<Element: Sendable>: Sendable {
    /// How many are kept.
    let limit: Int
    /// How many there have been.
    private(set) var total = 0
    /// Those that are kept.
    private var kept = CircularBuffer<Element>()

    /// None yet.
    ///
    /// - Parameter limit: How many are kept, from 1 on.
    init(limit: Int) {
        self.limit = limit
    }

    /// Those that are kept, the oldest first.
    var elements: [Element] { Array(self.kept) }

    /// Those of them that were added after there had been so many.
    func elements(after count: Int) -> [Element] { Array(self.kept.suffix(self.total - count)) }

    /// Adds one, and lets go of the oldest where there are too many.
    mutating func append(_ element: Element) {
        if self.kept.count == self.limit { self.kept.removeFirst() }
        self.kept.append(element)
        self.total += 1
    }
}
