// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@testable import ActivityDaemon

@Suite("When the state of which server is saved")
struct SaveScheduleTests {
    private static func at(_ seconds: Double) -> Instant {
        Instant(nanoseconds: Int64(seconds * 1_000_000_000))
    }

    @Test("after an event at once, however recent the last save is")
    func event() {
        var schedule = SaveSchedule()
        for second in [0.0, 0.1, 0.2] {
            schedule.noteEvent(on: "a")
            #expect(schedule.due.map { $0 <= Self.at(second) } == true)
            #expect(schedule.take(at: Self.at(second)) == ["a"])
            #expect(schedule.take(at: Self.at(second)).isEmpty)
        }
    }

    @Test("after a clock began anew at once, and at most once a second")
    func reset() {
        var schedule = SaveSchedule()
        schedule.noteReset(on: "a", at: Self.at(0))
        #expect(schedule.take(at: Self.at(0)) == ["a"])
        schedule.noteReset(on: "a", at: Self.at(0.2))
        #expect(schedule.take(at: Self.at(0.2)).isEmpty)
        #expect(schedule.due == Self.at(1))
        #expect(schedule.take(at: Self.at(1)) == ["a"])
        #expect(schedule.due == nil)
    }

    @Test("after 30 s where clocks only ran on, counted from the first look")
    func look() {
        var schedule = SaveSchedule()
        for second in 0...29 { schedule.noteLook(at: "a", at: Self.at(Double(second))) }
        schedule.noteLook(at: "b", at: Self.at(5))
        #expect(schedule.take(at: Self.at(29)).isEmpty)
        #expect(schedule.due == Self.at(30))
        #expect(schedule.take(at: Self.at(30)) == ["a"])
        #expect(schedule.take(at: Self.at(35)) == ["b"])
    }

    @Test("a save in between starts the 30 s anew")
    func inBetween() {
        var schedule = SaveSchedule()
        schedule.noteLook(at: "a", at: Self.at(0))
        schedule.noteEvent(on: "a")
        #expect(schedule.take(at: Self.at(20)) == ["a"])
        schedule.noteLook(at: "a", at: Self.at(21))
        #expect(schedule.take(at: Self.at(30)).isEmpty)
        #expect(schedule.take(at: Self.at(51)) == ["a"])
    }

    @Test("a server that has left is not saved")
    func left() {
        var schedule = SaveSchedule()
        for server in ["a", "b"] {
            schedule.noteLook(at: server, at: Self.at(0))
            schedule.noteEvent(on: server)
        }
        schedule.keep(["b"])
        #expect(schedule.take(at: Self.at(60)) == ["b"])
    }
}
