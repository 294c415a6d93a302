// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import ServiceFiles

/// An event in its place among all events since the start of the service.
package struct NumberedEvent: Hashable, Sendable {
    /// Its place, from 1.
    package var number: UInt64
    /// The event, with its `PLEX_EVENT_ID`.
    package var event: Event

    /// An event in its place.
    package init(number: UInt64, event: Event) {
        self.number = number
        self.event = event
    }

    /// The server whose file has the event until it is told; nil for an event that may come twice or not at all.
    var keptWith: String? { self.event.kind.mustBeSavedFirst ? self.event[.server] : nil }
}

/// What one message of the loop leaves for the keeper of the state: what to save, then what to tell, then what to send.
package struct KeeperTurn: Sendable {
    /// The state that belongs to no server, without servers; nil where it is as before.
    package var rest: StoredState?
    /// The memory of the servers that may have changed, by their names.
    package var servers: [String: SavedServer] = [:]
    /// Servers that are to be forgotten.
    package var removed: Set<String> = []
    /// Whether all files are written, whether or not they changed.
    package var isWhole = false
    /// The events to tell when that is saved, in order.
    package var events: [NumberedEvent] = []
    /// The requests to send when that is on the disk.
    package var requests: [RemedyRequest] = []
    /// The instant of the message.
    package var at: Instant

    /// A turn with nothing to do.
    package init(at instant: Instant) {
        self.at = instant
    }

    /// Whether there is nothing to save first.
    var needsNoSaving: Bool {
        self.rest == nil && self.servers.isEmpty && self.removed.isEmpty && self.requests.isEmpty
            && !self.events.contains { $0.keptWith != nil }
    }

    /// Adds what a later message left: a newer state stands for the older one.
    mutating func append(_ later: KeeperTurn) {
        self.rest = later.rest ?? self.rest
        for name in later.removed { self.servers[name] = nil }
        for name in later.servers.keys { self.removed.remove(name) }
        self.removed.formUnion(later.removed)
        self.servers.merge(later.servers) { $1 }
        self.isWhole = self.isWhole || later.isWhole
        self.events += later.events
        self.requests += later.requests
        self.at = later.at
    }
}
