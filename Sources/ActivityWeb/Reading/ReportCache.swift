// SPDX-License-Identifier: Apache-2.0
import ActivityPage
import ServiceJournal
import Synchronization
import Systemd

/// The report of the last seven days. It reads a whole week of the journal, so it is kept for a moment.
final class ReportCache: Sendable {
    /// How far back it goes, in microseconds.
    private static let span: Int64 = 7 * 24 * 3_600_000_000
    /// How long it is kept, in microseconds.
    private static let age: Int64 = 30_000_000

    private let journal: JournalPlace
    private let made = Mutex<(at: Int64, bytes: [UInt8])?>(nil)

    /// The reports of a journal.
    init(_ journal: JournalPlace) {
        self.journal = journal
    }

    /// The page at a time.
    func bytes(now: Int64) throws(JournalReaderError) -> [UInt8] {
        if let made = self.made.withLock({ $0 }), (0..<Self.age).contains(now - made.at) { return made.bytes }
        var collector = EventCollector()
        let journal = try EventJournal(
            self.journal.source, unit: self.journal.unit,
            selection: EventSelection(since: now - Self.span, until: now))
        try journal.begin(at: .first)
        while let entry = try journal.next() {
            let event = PageEvent(at: entry.microseconds, showsTitles: true) { entry[$0] }
            if let event { collector.add(event) }
        }
        let report = collector.report(from: now - Self.span, until: now)
        let bytes = ReportPage(report, clock: .local, maker: "plex-activity-web", made: now, isOnSite: true).bytes()
        self.made.withLock { $0 = (now, bytes) }
        return bytes
    }
}
