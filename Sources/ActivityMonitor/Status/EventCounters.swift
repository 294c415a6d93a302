// SPDX-License-Identifier: Apache-2.0

/// The numbers of events since the start of the daemon, for metrics. They only grow.
package struct EventCounters: Codable, Hashable, Sendable {
    /// The largest number of combinations of server, rule and event that are counted separately.
    package static let limit = 1_000
    /// The rule name under which all further combinations are counted.
    package static let otherRule = "other"

    /// The events of one rule on one server.
    package struct Count: Codable, Hashable, Sendable {
        /// The server's configured name; nil beyond ``EventCounters/limit``.
        package var server: String?
        /// The rule's name.
        package var rule: String
        /// The event, as in `PLEX_EVENT`.
        package var event: String
        /// The number of events.
        package var count: Int
    }

    /// The number of events of each kind, by the name of the kind.
    package private(set) var events: [String: Int] = [:]
    /// The number of events of each rule, in the order of server, rule and event.
    package private(set) var rules: [Count] = []

    /// No events yet.
    package init() {}

    /// Counts an event.
    package mutating func count(_ event: Event) {
        self.events[event.kind.rawValue, default: 0] += 1
        guard let rule = event[.rule] else { return }
        var key = Count(server: event[.server], rule: rule, event: event.kind.rawValue, count: 0)
        var place = self.place(of: key)
        if !self.isThere(key, at: place), self.rules.count >= Self.limit {
            key.server = nil
            key.rule = Self.otherRule
            place = self.place(of: key)
        }
        if !self.isThere(key, at: place) { self.rules.insert(key, at: place) }
        self.rules[place].count += 1
    }

    private func isThere(_ key: Count, at place: Int) -> Bool {
        place < self.rules.count && self.rules[place].order == key.order
    }

    /// The index of a combination, or the index at which to insert it.
    private func place(of key: Count) -> Int {
        var (low, high) = (0, self.rules.count)
        while low < high {
            let middle = (low + high) / 2
            if self.rules[middle].order < key.order { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension EventCounters.Count {
    /// The sort key of counts.
    fileprivate var order: (String, String, String) { (self.server ?? "", self.rule, self.event) }
}
