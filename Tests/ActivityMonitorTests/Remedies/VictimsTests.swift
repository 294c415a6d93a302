// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// Which of several activities of one kind a plan picks.
@Suite struct VictimsTests {
    /// Activities that have been seen for so many seconds, by their uuids.
    private func seen(_ ages: [(String, Int64)]) -> [TrackedActivity] {
        ages.map { uuid, seconds in
            var tracked = TrackedActivity(
                firstSight: .scan(uuid), at: Instant(nanoseconds: 0), wasAlreadyRunning: false)
            tracked.age = EvidenceClock(total: .seconds(seconds))
            return tracked
        }
    }

    @Test(arguments: [
        (Victims.all, ["a", "b", "c"]), (.oldest, ["b"]), (.newest, ["c"]), (.allButOldest, ["a", "c"]),
    ])
    func `The age tells which are meant`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 20), ("b", 30), ("c", 10)])).map(\.rawValue) == expected)
    }

    @Test(arguments: [
        (Victims.all, ["a", "b", "c"]), (.oldest, []), (.newest, ["c"]), (.allButOldest, []),
    ])
    func `Where two are the oldest nobody is picked whom that decides`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 30), ("b", 30), ("c", 10)])).map(\.rawValue) == expected)
    }

    @Test(arguments: [
        (Victims.all, ["a", "b", "c"]), (.oldest, ["a"]), (.newest, []), (.allButOldest, ["b", "c"]),
    ])
    func `Where two are the newest nobody is picked whom that decides`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 30), ("b", 10), ("c", 10)])).map(\.rawValue) == expected)
    }

    @Test(arguments: [(Victims.all, ["a"]), (.oldest, ["a"]), (.newest, ["a"]), (.allButOldest, [])])
    func `One alone is the oldest and the newest`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 30)])).map(\.rawValue) == expected)
    }
}
