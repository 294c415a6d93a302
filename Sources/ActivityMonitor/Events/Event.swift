// SPDX-License-Identifier: Apache-2.0

/// One event of the journal contract, ready to be written: what happened, in words and in fields.
package struct Event: Hashable, Sendable {
    /// The kind of event.
    package var kind: EventKind
    /// Its urgency.
    package var priority: Priority
    /// One short English line without control characters; a reader understands it without the fields.
    package var message: String
    /// The fields, in the order of ``EventFieldName``, each at most once; `PLEX_EVENT` among them.
    package var fields: [EventField]

    /// An event with these values; `PLEX_EVENT` is added.
    package init(kind: EventKind, priority: Priority? = nil, message: String, fields: [EventField] = []) {
        self.kind = kind
        self.priority = priority ?? kind.priority
        self.message = message
        self.fields = [EventField(.event, kind.rawValue)] + fields
    }

    /// The same event with this `PLEX_EVENT_ID`. An event that has one keeps it.
    package func identified(by id: String) -> Event {
        guard self[.eventID] == nil else { return self }
        var event = self
        event.fields.insert(EventField(.eventID, id), at: min(1, event.fields.count))
        return event
    }

    /// The value of a field; nil if the event lacks it.
    package subscript(name: EventFieldName) -> String? {
        self.fields.first { $0.name == name }?.value
    }
}
