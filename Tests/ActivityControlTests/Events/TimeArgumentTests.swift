// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles
import Testing

@testable import ActivityControl

/// The times of `--since` and `--until`.
struct TimeArgumentTests {
    /// 2026-11-22T20:15:03.25Z; the wall clock of the zone is two hours ahead.
    private static let now: Int64 = 1_795_378_503_250_000
    private static let zone = TimeZoneRules(
        time: { TimeZoneRules.utc.time($0 + 7_200) },
        seconds: { TimeZoneRules.utc.seconds($0) - 7_200 })

    private func read(_ text: String) -> String? {
        let argument = TimeArgument(now: Self.now, zone: Self.zone)
        return argument.microseconds(text).map { microseconds in
            let fraction = microseconds % 1_000_000
            return TimeZoneRules.utc.time(microseconds / 1_000_000).text + (fraction == 0 ? "" : " +\(fraction)")
        }
    }

    @Test(
        "times are read as journalctl reads them",
        arguments: [
            ("now", "2026-11-22 20:15:03 +250000"),
            ("today", "2026-11-21 22:00:00"),
            ("yesterday", "2026-11-20 22:00:00"),
            ("tomorrow", "2026-11-22 22:00:00"),
            ("2026-11-22", "2026-11-21 22:00:00"),
            ("2026-11-22 08:05", "2026-11-22 06:05:00"),
            ("2026-11-22 08:05:09", "2026-11-22 06:05:09"),
            ("2026-11-22T08:05:09", "2026-11-22 06:05:09"),
            ("2026-11-22T08:05:09.5", "2026-11-22 06:05:09 +500000"),
            ("2026-11-22T08:05:09Z", "2026-11-22 08:05:09"),
            ("2026-11-22T08:05Z", "2026-11-22 08:05:00"),
            ("2026-11-22 08:05 UTC", "2026-11-22 08:05:00"),
            ("2026-11-22 UTC", "2026-11-22 00:00:00"),
            ("2026-11-22T08:05:09+02:00", "2026-11-22 06:05:09"),
            ("2026-11-22T08:05:09-0330", "2026-11-22 11:35:09"),
            ("2026-11-22T08:05+01", "2026-11-22 07:05:00"),
            ("2026-11-22T08:05+23:59", "2026-11-21 08:06:00"),
            ("2026-11-22T08:05-2359", "2026-11-23 08:04:00"),
            ("08:05", "2026-11-22 06:05:00"),
            ("08:05:09", "2026-11-22 06:05:09"),
            ("@1700000000", "2023-11-14 22:13:20"),
            ("@1700000000.25", "2023-11-14 22:13:20 +250000"),
            ("-1h", "2026-11-22 19:15:03 +250000"),
            ("1h", "2026-11-22 19:15:03 +250000"),
            ("+1h", "2026-11-22 21:15:03 +250000"),
            ("1h30m", "2026-11-22 18:45:03 +250000"),
            ("1h ago", "2026-11-22 19:15:03 +250000"),
            ("2 days ago", "2026-11-20 20:15:03 +250000"),
            ("1h 30min ago", "2026-11-22 18:45:03 +250000"),
            ("1w", "2026-11-15 20:15:03 +250000"),
            ("  today  ", "2026-11-21 22:00:00"),
        ])
    func timesAreReadAsJournalctlReadsThem(_ text: String, _ expected: String) {
        #expect(self.read(text) == expected)
    }

    @Test(
        "a text that is not a time is refused",
        arguments: [
            "", "soon", "2026", "2026-11", "2026-13-01", "2026-02-30", "2026-1-2", "26-11-22", "2026-11-22 25:00",
            "2026-11-22 08:60", "2026-11-22 8:05", "2026-11-22T08:05:09Q", "2026-11-22T08:05:09+2", "20:15:03:04", "1x",
            "ago", "1h ago ago", "-", "@", "@x", "99999999999d", "9999999999999999999s",
            "2026-11-22 08:05 Europe/Berlin",
            "08:05 2026-11-22", "--1h", "2026-11-22T08:05+24:00", "2026-11-22T08:05+99:99", "2026-11-22T08:05+1:0",
            "2026-11-22T08:05+2400", "2026-11-22T08:05-24", "2026-11-22T08:05+00:60", "2026-11-22T08:05+0:100",
            "2026-11-22T08:05+01:", "2026-11-22T08:05+", "2026-11-22T08:05+1::00", "2026-11-22T08:05+010:0",
            String(repeating: "1", count: 100),
        ])
    func aTextThatIsNotATimeIsRefused(_ text: String) {
        #expect(self.read(text) == nil)
    }

    @Test("days are those of the calendar when the clock is put forward")
    func daysAreThoseOfTheCalendarWhenTheClockIsPutForward() {
        // A zone in which the night to 2026-03-29 has 23 hours: two hours ahead from 01:00 UTC on, one before.
        let change = TimeZoneRules.utc.seconds(CalendarTime(year: 2026, month: 3, day: 29, hour: 1))
        let zone = TimeZoneRules(
            time: { TimeZoneRules.utc.time($0 + ($0 < change ? 3_600 : 7_200)) },
            seconds: { time in
                let asWinter = TimeZoneRules.utc.seconds(time) - 3_600
                return asWinter < change ? asWinter : asWinter - 3_600
            })
        let noon = TimeZoneRules.utc.seconds(CalendarTime(year: 2026, month: 3, day: 29, hour: 10))
        let argument = TimeArgument(now: noon * 1_000_000, zone: zone)
        let hours = ["yesterday", "today", "tomorrow"].compactMap { text -> Int64? in
            guard let time = argument.microseconds(text) else { return nil }
            return (time / 1_000_000 - noon) / 3_600
        }
        #expect(hours == [-35, -11, 12])
    }
}
