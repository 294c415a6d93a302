// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexModel
import Testing

@testable import ActivityMonitor

/// What a hostile server lists moves no bound.
@Suite struct HostileHourTests {
    /// A row of a section of its own, with names as awkward as a server can make them.
    private static func row(_ poll: Int, _ index: Int, isLong: Bool) -> Activity {
        let tail = isLong ? String(repeating: "\u{1}\"/", count: 300) : ""
        return Activity(
            id: ActivityID("u\(poll)-\(index)" + tail), type: .libraryUpdateSection, title: "Title" + tail,
            subtitle: "\(poll)" + tail, progress: .percent(10), isCancellable: true, userID: 1,
            context: .object([.init("librarySectionID", .string("\(poll)-\(index)" + tail))]))
    }

    @Test("the saved state of a server stays below a mebibyte", arguments: [(3_000, 5, false), (300, 16, true)])
    func theSavedStateOfAServerStaysBelowAMebibyte(rows: Int, polls: Int, isLong: Bool) throws {
        let rules: [Rule] = [
            .stop("armed", .runningFor(.seconds(10)), hold: .seconds(10)),
            Rule.stop("kinds", .runningFor(.seconds(10)), scope: .kind).observing,
            .stop("slow", .slowerThanUsual(3), .startsAtLeast(2, within: .hours(1))).notifying,
        ]
        var monitor = Monitor()
        _ = monitor.handle(
            .configure(
                MonitorSettings(generation: 1, servers: [ServerSettings(name: "home")], rules: rules)),
            at: Instant(nanoseconds: 0))
        _ = monitor.handle(
            .identity(server: "home", ServerIdentity(machineIdentifier: "machine")), at: Instant(nanoseconds: 0))
        for poll in 0..<polls {
            // Each row is there in two polls running; every third list has a row that cannot be read.
            let activities = [poll / 2 * 2, poll].flatMap { batch in
                (0..<rows / 2).map { Self.row(batch, $0 + (batch == poll ? rows : 0), isLong: isLong) }
            }
            let instant = Instant(nanoseconds: Int64(poll + 1) * 10_000_000_000)
            let snapshot = ActivitySnapshot(
                activities: activities, skippedRows: poll % 3 == 0 ? 1 : 0)
            _ = monitor.handle(.poll(server: "home", sentAt: instant, .snapshot(snapshot)), at: instant)
        }
        let saved = try #require(monitor.savedState().servers["home"])
        #expect(try JSONEncoder().encode(saved).count < 1_048_576)
        #expect(!saved.activities.isEmpty)
        #expect(!saved.kinds.isEmpty)
        #expect(!saved.starts.isEmpty)
    }

    @Test("kinds that are gone are let go although no list is complete")
    func kindsThatAreGoneAreLetGoAlthoughNoListIsComplete() {
        var tracker = ServerTracker()
        tracker.bound = 1_000
        for poll in 0..<20 {
            let rows = (0..<500).map { Self.row(poll, $0, isLong: false) }
            _ = tracker.observe(
                ActivitySnapshot(activities: rows, skippedRows: 1), sentAt: Story.instant(Double(poll) * 10),
                limit: .seconds(60), kindLimit: .seconds(60), key: TextHash.Key(1, 2))
            #expect(tracker.kinds.count <= 1_000)
            #expect(tracker.activities.count <= 1_000)
        }
    }

    @Test("the log of starts keeps the latest")
    func theLogOfStartsKeepsTheLatest() {
        var starts = StartLog()
        for index in 0..<9_000 {
            starts.record(
                WorkKind(type: .libraryUpdateSection, section: SectionID("\(index % 3_000)")),
                at: Instant(nanoseconds: Int64(index) * 1_000_000))
        }
        let last = WorkKind(type: .libraryUpdateSection, section: SectionID("\(8_999 % 3_000)"))
        #expect(starts.count(of: last, within: .hours(1), at: Instant(nanoseconds: 20_000_000_000)) > 0)
        #expect(starts.kindCount <= StartLog.maximumKinds)
    }
}
