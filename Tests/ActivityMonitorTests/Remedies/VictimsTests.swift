// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// Which of several activities of one kind a plan picks.
@Suite struct VictimsTests {
    /// Activities that were seen first in these looks, by their uuids; the later, the longer the evidence.
    private func seen(_ looks: [(String, Int?)]) -> [TrackedActivity] {
        looks.map { uuid, look in
            var tracked = TrackedActivity(
                firstSight: .scan(uuid), at: Instant(nanoseconds: 0), wasAlreadyRunning: false)
            tracked.age = EvidenceClock(total: .seconds(look ?? 100))
            tracked.firstRound = look
            return tracked
        }
    }

    @Test(arguments: [
        (Victims.all, ["a", "b", "c"]), (.oldest, ["b"]), (.newest, ["c"]), (.allButOldest, ["a", "c"]),
    ])
    func `The first sight tells which are meant, and not how long each has been seen`(
        victims: Victims, expected: [String]
    ) {
        #expect(victims.pick(from: self.seen([("a", 2), ("b", 1), ("c", 3)])).map(\.rawValue) == expected)
    }

    @Test(arguments: [
        (Victims.all, ["a", "b", "c"]), (.oldest, []), (.newest, ["c"]), (.allButOldest, []),
    ])
    func `Where two were the first nobody is picked whom that decides`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1), ("b", 1), ("c", 3)])).map(\.rawValue) == expected)
    }

    @Test(arguments: [
        (Victims.all, ["a", "b", "c"]), (.oldest, ["a"]), (.newest, []), (.allButOldest, ["b", "c"]),
    ])
    func `Where two were the last nobody is picked whom that decides`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1), ("b", 2), ("c", 2)])).map(\.rawValue) == expected)
    }

    @Test(arguments: [(Victims.all, ["a", "b"]), (.oldest, []), (.newest, []), (.allButOldest, [])])
    func `Where one's first sight is not known nobody is picked`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1), ("b", nil)])).map(\.rawValue) == expected)
    }

    @Test(arguments: [(Victims.all, ["a"]), (.oldest, ["a"]), (.newest, ["a"]), (.allButOldest, [])])
    func `One alone is the oldest and the newest`(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1)])).map(\.rawValue) == expected)
    }
}
