// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// The newest elements in order, up to a limit, and the number of all elements so far.
struct NewestElements<Element: Sendable>: Sendable {
    /// The most elements that are kept.
    let limit: Int
    /// The number of all elements so far.
    private(set) var total = 0
    /// The kept elements.
    private var kept = CircularBuffer<Element>()

    /// An empty collection.
    ///
    /// - Parameter limit: the most elements that are kept, at least 1.
    init(limit: Int) {
        self.limit = limit
    }

    /// The kept elements, oldest first.
    var elements: [Element] { Array(self.kept) }

    /// The kept elements that were added after the first `count`.
    func elements(after count: Int) -> [Element] { Array(self.kept.suffix(self.total - count)) }

    /// Adds an element, and drops the oldest above the limit.
    mutating func append(_ element: Element) {
        if self.kept.count == self.limit { self.kept.removeFirst() }
        self.kept.append(element)
        self.total += 1
    }
}
