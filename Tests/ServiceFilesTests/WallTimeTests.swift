// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Glibc
import Testing

@testable import ServiceFiles

/// The time zone belongs to the whole process, so each zone is looked at in a process of its own.
@Suite("The time on the wall", .timeLimit(.minutes(1)))
struct WallTimeTests {
    @Test(
        "follows the zone through the nights in which clocks are set",
        arguments: ["Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"])
    func daylightSaving(zone: String) async {
        await #expect(processExitsWith: .success) { [zone] in
            unsafe setenv("TZ", zone, 1)
            WallTime.readTimeZone()
            // Seconds since 1970, as date(1) gives them.
            let nights: [(seconds: Int64, text: String, day: String)] = [
                (1_774_738_800, "2026-03-29 00:00:00", "sun 00:00"),
                (1_774_745_999, "2026-03-29 01:59:59", "sun 01:59"),
                (1_774_746_000, "2026-03-29 03:00:00", "sun 03:00"),
                (1_774_821_600, "2026-03-30 00:00:00", "mon 00:00"),
                (1_792_879_200, "2026-10-25 00:00:00", "sun 00:00"),
                (1_792_886_400, "2026-10-25 02:00:00", "sun 02:00"),
                (1_792_889_999, "2026-10-25 02:59:59", "sun 02:59"),
                (1_792_890_000, "2026-10-25 02:00:00", "sun 02:00"),
                (1_792_893_599, "2026-10-25 02:59:59", "sun 02:59"),
                (1_792_893_600, "2026-10-25 03:00:00", "sun 03:00"),
                (1_792_969_200, "2026-10-26 00:00:00", "mon 00:00"),
            ]
            for night in nights {
                let time = WallTime(microseconds: night.seconds * 1_000_000)
                #expect(time.localText == night.text)
                #expect(time.local.text == night.day)
                #expect(time.local.secondOfDay % 60 == Int(night.seconds % 60))
            }
        }
    }
}
