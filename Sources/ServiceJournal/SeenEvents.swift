// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The events that were shown, by their `PLEX_EVENT_ID`: after a crash the service writes some again.
///
/// An entry is written again soon after it was written first, so only the newest are remembered.
struct SeenEvents {
    /// How many events are remembered.
    static let limit = 4_096

    private var names: Set<String> = []
    private var order: [String] = []
    private var next = 0

    /// Notes an event.
    ///
    /// - Returns: whether it is the first entry of it; an event without a name counts as one of its own.
    mutating func note(_ event: JournalEvent) -> Bool {
        event[.eventID].map { self.note($0) } ?? true
    }

    /// Notes the name of an event.
    mutating func note(_ name: String) -> Bool {
        guard self.names.insert(name).inserted else { return false }
        if self.order.count < Self.limit {
            self.order.append(name)
        } else {
            self.names.remove(self.order[self.next])
            self.order[self.next] = name
            self.next = (self.next + 1) % Self.limit
        }
        return true
    }
}
