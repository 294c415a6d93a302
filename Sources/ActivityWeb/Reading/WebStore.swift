// SPDX-License-Identifier: Apache-2.0
import ActivityPage
import ServiceFiles
import Synchronization
import Systemd

/// What the pages show: the status and the last day, read at most twice a second, and only when somebody asks.
final class WebStore: Sendable {
    /// What there was to read.
    struct Snapshot: Sendable {
        /// The status.
        var status: StatusReading
        /// The last day; nil if the journal cannot be read.
        var day: Report?
        /// The journal cursor of the newest event.
        var cursor: String?
        /// A number that changes with the content.
        var version: Int
    }

    private struct Reading {
        var follower: JournalFollower?
        var nextAttempt: Int64 = 0
        var snapshot: Snapshot?
        var readAt: Int64 = 0
        var day: Report?
        var dayMadeAt: Int64 = 0
    }

    /// The shortest time between two readings, and between two attempts at a journal that cannot be read.
    private static let interval: Int64 = 500_000
    private static let retryInterval: Int64 = 30_000_000
    /// How often the day is drawn anew without news.
    private static let dayInterval: Int64 = 15_000_000

    private let directory: String
    private let journal: JournalPlace
    private let reading = Mutex(Reading())

    /// A store for a service.
    init(runtimeDirectory: String, journal: JournalPlace) {
        self.directory = runtimeDirectory
        self.journal = journal
    }

    /// What there is now. Always call it on the same thread: the journal's reader belongs to it.
    func read(now: Int64 = WallTime.now.microseconds) -> Snapshot {
        self.reading.withLock { reading in
            if let snapshot = reading.snapshot, (0..<Self.interval).contains(now - reading.readAt) { return snapshot }
            let status = StatusReading.read(directory: self.directory)
            let hasEvents = self.follow(&reading, now: now)
            let before = reading.snapshot
            let isChange = hasEvents || before == nil || before?.status.mark != status.mark
            // Without news, the day only moves on.
            if hasEvents || now - reading.dayMadeAt >= Self.dayInterval || reading.follower == nil {
                reading.day = reading.follower.map {
                    $0.collector.report(from: now - JournalFollower.span, until: now)
                }
                reading.dayMadeAt = now
            }
            let snapshot = Snapshot(
                status: status, day: reading.day, cursor: reading.follower?.cursor,
                version: (before?.version ?? 0) + (isChange ? 1 : 0))
            reading.snapshot = snapshot
            reading.readAt = now
            return snapshot
        }
    }

    /// Takes the new events.
    ///
    /// - Returns: Whether there was one.
    private func follow(_ reading: inout Reading, now: Int64) -> Bool {
        let isOld = reading.follower.map { now - $0.made > JournalFollower.age || now < $0.made } ?? true
        do throws(JournalReaderError) {
            if isOld {
                guard now >= reading.nextAttempt || reading.follower != nil else { return false }
                reading.follower = try JournalFollower(self.journal, now: now)
            }
            return try reading.follower?.follow() ?? false
        } catch {
            reading.follower = nil
            reading.nextAttempt = now + Self.retryInterval
            return false
        }
    }
}
