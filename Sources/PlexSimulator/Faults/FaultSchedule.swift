// SPDX-License-Identifier: Apache-2.0

/// The faults of a server, with the number of requests that each fault has seen.
package struct FaultSchedule: Sendable {
    /// A fault and its count.
    private struct Entry {
        /// A key that differs from the keys of equal faults.
        let key: Int
        /// The fault.
        let fault: Fault
        /// How many of its requests arrived so far.
        var seen = 0

        /// Counts a request and returns whether the fault strikes it.
        mutating func count() -> Bool {
            defer { self.seen += 1 }
            return self.seen >= self.fault.afterRequests
                && self.fault.requests.map { self.seen < self.fault.afterRequests + $0 } ?? true
        }
    }

    /// A fault of open streams.
    struct StreamEntry {
        /// A key that differs from the keys of equal faults.
        var key: Int
        /// The time, the path and the numbers.
        var fault: Fault
        /// The kind.
        var kind: StreamFault
    }

    /// The faults; the first one that strikes a request wins.
    private var entries: [Entry] = []
    /// The key of the next fault.
    private var nextKey = 0

    /// A schedule before the first request.
    package init(_ faults: [Fault] = []) {
        for fault in faults.reversed() { self.add(fault) }
    }

    /// Adds a fault that takes precedence over the others.
    package mutating func add(_ fault: Fault) {
        self.entries.insert(Entry(key: self.nextKey, fault: fault), at: 0)
        self.nextKey += 1
    }

    /// Removes all faults.
    package mutating func removeAll() {
        self.entries = []
    }

    /// Counts a request and returns the fault of its answer; nil for no fault.
    package mutating func fault(method: String, path: String, at time: Duration) -> Fault.Kind? {
        var winner: Fault.Kind?
        for index in self.entries.indices {
            let fault = self.entries[index].fault
            if case .stream = fault.kind { continue }
            guard fault.isOn(at: time), fault.concerns(method: method, path: path) else { continue }
            if self.entries[index].count(), winner == nil { winner = fault.kind }
        }
        return winner
    }

    /// Counts the opening of a stream and returns the keys of the faults that never strike this stream, because they do
    /// not strike its request.
    mutating func sparing(path: String) -> Set<Int> {
        var keys: Set<Int> = []
        for index in self.entries.indices {
            guard case .stream = self.entries[index].fault.kind else { continue }
            let isConcerned = self.entries[index].fault.concerns(method: "GET", path: path)
            if !isConcerned || !self.entries[index].count() { keys.insert(self.entries[index].key) }
        }
        return keys
    }

    /// The faults of open streams, in order.
    var streamFaults: [StreamEntry] {
        self.entries.compactMap { entry in
            guard case .stream(let kind) = entry.fault.kind else { return nil }
            return StreamEntry(key: entry.key, fault: entry.fault, kind: kind)
        }
    }
}
