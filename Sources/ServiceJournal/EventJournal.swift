// SPDX-License-Identifier: Apache-2.0
package import Systemd

/// The events of the service in a journal, oldest first. Forged entries of other senders are skipped, and so are entries
/// that were written again after a crash.
package final class EventJournal {
    /// How many entries before the cursor of an earlier run may have been written again after it.
    private static let lookBack = 256

    /// The first event to show.
    package enum Beginning {
        /// The first event of the selection.
        case first
        /// The last events of the selection, at most this many.
        case last(Int)
        /// The first event after the entry with this cursor.
        case after(cursor: String)
    }

    private let reader: JournalReader
    private let selection: EventSelection
    private var sender: EventSender
    private var seen = SeenEvents()

    /// Opens the journal.
    ///
    /// - Parameter unit: The service's unit.
    package init(_ source: JournalSource, unit: String, selection: EventSelection) throws(JournalReaderError) {
        self.reader = try JournalReader(source)
        self.selection = selection
        self.sender = EventSender(unit: unit)
        try self.learnUsers()
    }

    /// Moves to the entry before the first call of ``next()``.
    package func begin(at beginning: Beginning) throws(JournalReaderError) {
        switch beginning {
        case .after(let cursor):
            try self.noteEvents(upTo: cursor)
            try self.applyMatches()
            try self.reader.seek(afterCursor: cursor)
        case .last(let count):
            try self.seek(toLast: count)
        case .first:
            try self.applyMatches()
            try self.seekToFirst()
        }
    }

    /// The next event of the selection; nil at the present end of the journal.
    package func next() throws(JournalReaderError) -> JournalEvent? {
        while try self.reader.next() {
            let record = try self.reader.record(fields: JournalEvent.names)
            if let until = self.selection.until, record.realtimeMicroseconds > until { return nil }
            if let event = self.wanted(record), self.seen.note(event) { return event }
        }
        return nil
    }

    /// Waits until the journal may have more, until one of these descriptors is ready (poll(2)), or for so long.
    package func wait(
        upTo timeout: Duration? = nil, besides descriptors: [(number: Int32, events: Int32)]
    ) throws(JournalReaderError) {
        _ = try self.reader.wait(upTo: timeout, besides: descriptors)
    }

    /// The cursor of the newest entry of any sender; nil for an empty journal. The call changes the reader's place.
    package func newestCursor() throws(JournalReaderError) -> String? {
        try self.reader.match(anyOf: [])
        try self.reader.seekToTail()
        return try self.reader.previous() ? try self.reader.cursor() : nil
    }

    /// The event with this cursor; nil if the entry is gone, or if it is not an event of the service.
    package func event(at cursor: String) throws(JournalReaderError) -> JournalEvent? {
        try self.reader.match(anyOf: [])
        try self.reader.seek(toCursor: cursor)
        guard try self.reader.next(), try self.reader.isAt(cursor: cursor) else { return nil }
        return self.wanted(try self.reader.record(fields: JournalEvent.names))
    }

    // MARK: - Places

    private func seekToFirst() throws(JournalReaderError) {
        guard let since = self.selection.since else { return try self.reader.seekToHead() }
        try self.reader.seek(toRealtime: UInt64(clamping: since))
    }

    /// Moves before the last events of the selection, at most `count`; without such events, after the newest entry.
    ///
    /// It uses the newest entry's cursor, because a reader at the tail without a cursor does not see new entries.
    private func seek(toLast count: Int) throws(JournalReaderError) {
        let newest = try self.newestCursor()
        try self.applyMatches()
        if let until = self.selection.until {
            try self.reader.seek(toRealtime: UInt64(clamping: until) &+ 1)
        } else {
            try self.reader.seekToTail()
        }
        var oldest: String?
        var found = 0
        var counted = SeenEvents()
        while found < count, try self.reader.previous() {
            let record = try self.reader.record(fields: JournalEvent.names)
            if let since = self.selection.since, record.realtimeMicroseconds < since { break }
            guard let event = self.wanted(record) else { continue }
            oldest = record.cursor
            if counted.note(event) { found += 1 }
        }
        if let oldest {
            try self.reader.seek(toCursor: oldest)
        } else if let newest {
            try self.reader.seek(afterCursor: newest)
        } else {
            try self.reader.seekToHead()
        }
    }

    /// Notes the events that an earlier run has shown last.
    ///
    /// It looks at all entries: among selected ones, the place of a cursor that is not selected is not exact.
    private func noteEvents(upTo cursor: String) throws(JournalReaderError) {
        try self.reader.match(anyOf: [])
        try self.reader.seek(toCursor: cursor)
        guard try self.reader.next(), try self.reader.isAt(cursor: cursor) else { return }
        for _ in 0..<Self.lookBack {
            let record = try self.reader.record(fields: JournalEvent.names)
            if let event = self.wanted(record) { _ = self.seen.note(event) }
            guard try self.reader.previous() else { return }
        }
    }

    // MARK: - Entries

    /// The event of an entry, if the service wrote it and its time is in the selection.
    private func wanted(_ record: JournalRecord) -> JournalEvent? {
        guard self.sender.accepts(record), let event = JournalEvent(record) else { return nil }
        if let since = self.selection.since, event.microseconds < since { return nil }
        if let until = self.selection.until, event.microseconds > until { return nil }
        return event
    }

    /// Learns the users of the service from its oldest and its newest entry.
    private func learnUsers() throws(JournalReaderError) {
        try self.reader.match(anyOf: self.sender.matches)
        try self.reader.seekToHead()
        if try self.reader.next() { _ = self.sender.accepts(try self.reader.record(fields: JournalEvent.names)) }
        try self.reader.seekToTail()
        if try self.reader.previous() { _ = self.sender.accepts(try self.reader.record(fields: JournalEvent.names)) }
    }

    private func applyMatches() throws(JournalReaderError) {
        try self.reader.match(anyOf: self.sender.matches.map { $0 + self.selection.matches })
    }
}
