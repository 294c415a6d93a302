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

    @Test(
        "the first sight tells which are meant, and not how long each has been seen",
        arguments: [
            (Victims.all, ["a", "b", "c"]), (.oldest, ["b"]), (.newest, ["c"]), (.allButOldest, ["a", "c"]),
        ])
    func theFirstSightTellsWhichAreMeantAndNotHowLongEachHasBeenSeen(
        victims: Victims, expected: [String]
    ) {
        #expect(victims.pick(from: self.seen([("a", 2), ("b", 1), ("c", 3)])).map(\.rawValue) == expected)
    }

    @Test(
        "where two were the first nobody is picked whom that decides",
        arguments: [
            (Victims.all, ["a", "b", "c"]), (.oldest, []), (.newest, ["c"]), (.allButOldest, []),
        ])
    func whereTwoWereTheFirstNobodyIsPickedWhomThatDecides(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1), ("b", 1), ("c", 3)])).map(\.rawValue) == expected)
    }

    @Test(
        "where two were the last nobody is picked whom that decides",
        arguments: [
            (Victims.all, ["a", "b", "c"]), (.oldest, ["a"]), (.newest, []), (.allButOldest, ["b", "c"]),
        ])
    func whereTwoWereTheLastNobodyIsPickedWhomThatDecides(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1), ("b", 2), ("c", 2)])).map(\.rawValue) == expected)
    }

    @Test(
        "where one's first sight is not known nobody is picked",
        arguments: [(Victims.all, ["a", "b"]), (.oldest, []), (.newest, []), (.allButOldest, [])])
    func whereOnesFirstSightIsNotKnownNobodyIsPicked(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1), ("b", nil)])).map(\.rawValue) == expected)
    }

    @Test(
        "one alone is the oldest and the newest",
        arguments: [(Victims.all, ["a"]), (.oldest, ["a"]), (.newest, ["a"]), (.allButOldest, [])])
    func oneAloneIsTheOldestAndTheNewest(victims: Victims, expected: [String]) {
        #expect(victims.pick(from: self.seen([("a", 1)])).map(\.rawValue) == expected)
    }
}
