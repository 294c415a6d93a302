// SPDX-License-Identifier: Apache-2.0
import Systemd

/// The events in a journal, oldest first; entries of others that look like events are passed over.
final class EventJournal {
    /// Where to begin.
    enum Beginning {
        /// With the first that is wanted.
        case first
        /// With the last so many that are wanted.
        case last(Int)
        /// With the first after the entry of this cursor.
        case after(cursor: String)
    }

    private let reader: JournalReader
    private let selection: EventSelection
    private var sender: EventSender

    /// Opens the journal.
    ///
    /// - Parameter unit: The service's unit.
    init(_ source: JournalSource, unit: String, selection: EventSelection) throws(JournalReaderError) {
        self.reader = try JournalReader(source)
        self.selection = selection
        self.sender = EventSender(unit: unit)
        try self.learnUsers()
    }

    /// Goes to where ``next()`` begins.
    func begin(at beginning: Beginning) throws(JournalReaderError) {
        switch beginning {
        case .after(let cursor):
            try self.applyMatches()
            try self.reader.seek(afterCursor: cursor)
        case .last(let count):
            try self.seek(toLast: count)
        case .first:
            try self.applyMatches()
            try self.seekToFirst()
        }
    }

    /// The next event that is wanted; nil if there is none, now.
    func next() throws(JournalReaderError) -> JournalEvent? {
        while try self.reader.next() {
            let record = try self.reader.record(fields: JournalEvent.names)
            if let until = self.selection.until, record.realtimeMicroseconds > until { return nil }
            if let event = self.wanted(record) { return event }
        }
        return nil
    }

    /// Waits until there may be more, or until one of some descriptors is ready (poll(2)).
    func wait(besides descriptors: [(number: Int32, events: Int32)]) throws(JournalReaderError) {
        _ = try self.reader.wait(besides: descriptors)
    }

    /// The cursor of the newest entry, whoever has written it; nil if there is none. It changes the place.
    func newestCursor() throws(JournalReaderError) -> String? {
        try self.reader.match(anyOf: [])
        try self.reader.seekToTail()
        return try self.reader.previous() ? try self.reader.cursor() : nil
    }

    /// The event of a cursor; nil if there is no such entry any more, or if it is none of the service's events.
    func event(at cursor: String) throws(JournalReaderError) -> JournalEvent? {
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

    /// Goes before the last so many events. Where there are none, behind the newest entry: a reader that is sent behind
    /// the end without a cursor does not see what is added.
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
        while found < count, try self.reader.previous() {
            let record = try self.reader.record(fields: JournalEvent.names)
            if let since = self.selection.since, record.realtimeMicroseconds < since { break }
            guard self.wanted(record) != nil else { continue }
            oldest = record.cursor
            found += 1
        }
        if let oldest {
            try self.reader.seek(toCursor: oldest)
        } else if let newest {
            try self.reader.seek(afterCursor: newest)
        } else {
            try self.reader.seekToHead()
        }
    }

    // MARK: - Entries

    /// The event of an entry, if the service has written it and its time is wanted.
    private func wanted(_ record: JournalRecord) -> JournalEvent? {
        guard self.sender.accepts(record), let event = JournalEvent(record) else { return nil }
        if let since = self.selection.since, event.microseconds < since { return nil }
        if let until = self.selection.until, event.microseconds > until { return nil }
        return event
    }

    /// Learns which users the service has run as, from its oldest and its newest entry.
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
