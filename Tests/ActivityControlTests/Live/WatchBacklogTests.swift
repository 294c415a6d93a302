// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

@testable import ActivityControl

/// The inputs that are kept for a blocked view.
struct WatchBacklogTests {
    private static func poll(_ seconds: Int64, _ uuids: String...) -> Input {
        .poll(
            server: "home", sentAt: Instant(nanoseconds: seconds * 1_000_000_000),
            .snapshot(ActivitySnapshot(activities: uuids.map { Samples.scan($0) })))
    }

    private static func news(_ seconds: Int64, _ uuid: String, percent: Double) -> Input {
        var scan = Samples.scan(uuid)
        scan.progress = .percent(percent)
        return .notification(
            server: "home", receivedAt: Instant(nanoseconds: seconds * 1_000_000_000),
            ActivityNotification(id: scan.id, change: .updated, activity: scan))
    }

    @Test("a few stay as they are")
    func aFewStayAsTheyAre() {
        var backlog = WatchBacklog()
        let inputs = (0..<100).map { Self.news($0, "a", percent: Double($0)) }
        for input in inputs { backlog.add(input) }
        #expect(backlog.take() == inputs)
        #expect(backlog.take() == [])
    }

    @Test("of many what is so now stays")
    func ofManyWhatIsSoNowStays() {
        var backlog = WatchBacklog()
        backlog.add(.identity(server: "home", ServerIdentity(machineIdentifier: "machine", version: "1")))
        backlog.add(.stream(server: "home", .open))
        for second in 0..<100_000 {
            backlog.add(
                second % 100 == 0 ? Self.poll(Int64(second), "a", "b") : Self.news(Int64(second), "a", percent: 1))
            #expect(backlog.inputs.count <= WatchBacklog.limit)
        }
        let left = backlog.take()
        #expect(left.contains { if case .identity = $0 { true } else { false } })
        #expect(left.contains(.stream(server: "home", .open)))
        #expect(left.contains(Self.poll(99_900, "a", "b")))
        #expect(left.last == Self.news(99_999, "a", percent: 1))
    }

    @Test("news that the list has go and news after it stay")
    func newsThatTheListHasGoAndNewsAfterItStay() {
        var backlog = WatchBacklog()
        backlog.add(Self.news(1, "old", percent: 1))
        backlog.add(Self.news(3, "late", percent: 2))
        // Asked for before the last of them came.
        backlog.add(Self.poll(2, "late"))
        for _ in 0..<WatchBacklog.limit { backlog.add(.stream(server: "home", .open)) }
        let left = backlog.take()
        #expect(!left.contains(Self.news(1, "old", percent: 1)))
        #expect(left.prefix(2) == [Self.news(3, "late", percent: 2), Self.poll(2, "late")])
    }
}
