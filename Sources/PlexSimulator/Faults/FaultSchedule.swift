// SPDX-License-Identifier: Apache-2.0

/// The faults of a server, with the count of requests that each has seen.
package struct FaultSchedule: Sendable {
    /// A fault and what it has seen.
    private struct Entry {
        /// What tells it from equal ones.
        let key: Int
        /// The fault.
        let fault: Fault
        /// How many requests it concerned so far.
        var seen = 0

        /// Counts a request and returns whether it is one of those that the fault harms.
        mutating func count() -> Bool {
            defer { self.seen += 1 }
            return self.seen >= self.fault.afterRequests
                && self.fault.requests.map { self.seen < self.fault.afterRequests + $0 } ?? true
        }
    }

    /// A fault of streams that are open.
    struct StreamEntry {
        /// What tells it from equal ones.
        var key: Int
        /// When, where and how often it strikes.
        var fault: Fault
        /// What goes wrong.
        var kind: StreamFault
    }

    /// The faults; the first that harms a request wins.
    private var entries: [Entry] = []
    /// The key of the next one.
    private var nextKey = 0

    /// A schedule in which no request has been seen.
    package init(_ faults: [Fault] = []) {
        for fault in faults.reversed() { self.add(fault) }
    }

    /// Adds a fault that takes precedence over the others.
    package mutating func add(_ fault: Fault) {
        self.entries.insert(Entry(key: self.nextKey, fault: fault), at: 0)
        self.nextKey += 1
    }

    /// Takes all faults away.
    package mutating func removeAll() {
        self.entries = []
    }

    /// Counts a request and returns what goes wrong with its answer, if anything.
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

    /// Counts the opening of a stream and returns the keys of the faults that leave it alone, however long it lasts, as it
    /// is not one of those whose requests they harm.
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
