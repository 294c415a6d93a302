// SPDX-License-Identifier: Apache-2.0
import ActivityPage
import ServiceJournal
import Systemd

/// The events of the last day, kept up with the journal. It must stay on one thread, as the journal's reader.
final class JournalFollower {
    /// How far back it reads, in microseconds.
    static let span: Int64 = 24 * 3_600_000_000
    /// How old it may become: events leave it only when it is made anew.
    static let age: Int64 = 6 * 3_600_000_000
    /// The most events that one call takes.
    private static let batch = 20_000

    private let events: EventJournal
    /// When it was made.
    let made: Int64
    /// The events so far.
    private(set) var collector = EventCollector()
    /// The cursor of the last event.
    private(set) var cursor: String?

    /// Opens the journal.
    init(_ place: JournalPlace, now: Int64) throws(JournalReaderError) {
        self.made = now
        self.events = try EventJournal(
            place.source, unit: place.unit, selection: EventSelection(since: now - Self.span))
        try self.events.begin(at: .first)
    }

    /// Takes the events that are new.
    ///
    /// - Returns: Whether there was one.
    func follow() throws(JournalReaderError) -> Bool {
        // libsystemd notices new files here.
        try self.events.wait(upTo: .zero, besides: [])
        var count = 0
        while count < Self.batch, let event = try self.events.next() {
            count += 1
            self.cursor = event.cursor
            let page = PageEvent(at: event.microseconds, showsTitles: true) { event[$0] }
            if let page { self.collector.add(page) }
        }
        return count > 0
    }
}

/// The journal to read, and the unit whose entries count.
struct JournalPlace: Sendable {
    /// The journal.
    var source: JournalSource
    /// The service's unit.
    var unit: String
}
