// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import Testing

@Suite("Durations")
struct DurationSyntaxTests {
    @Test(
        "mean what they say",
        arguments: [
            ("250ms", .milliseconds(250)), ("30s", .seconds(30)), ("5m", .minutes(5)), ("2h", .hours(2)),
            ("1d", .days(1)), ("1h30m", .minutes(90)), ("1d2h3m4s5ms", .milliseconds(93_784_005)), ("0s", .zero),
            ("007s", .seconds(7)), ("90m", .minutes(90)), ("1s500ms", .milliseconds(1_500)),
        ] as [(String, Duration)])
    func accepted(text: String, duration: Duration) {
        #expect(DurationSyntax.duration(text) == duration)
    }

    @Test(
        "in any other form are refused, without overflow",
        arguments: [
            "", "5", "s", "5 m", "-5m", "+5m", "1.5h", "5M", "5min", "1w", "m5", "5m ", " 5m", "٣s", "5µs", "1h30",
            "9223372036854775807d", "9223372036854775808ms", "9223372036854775807ms1ms", "1_000s", "1e3s",
            String(repeating: "1s", count: 1_000),
        ])
    func refused(text: String) {
        #expect(DurationSyntax.duration(text) == nil)
    }

    @Test("are read back as the monitor writes them", arguments: [1, 59, 60, 61, 3_600, 86_399, 86_400, 1_000_000])
    func roundTrip(seconds: Int) {
        let duration = Duration.seconds(seconds)
        #expect(DurationSyntax.duration(duration.text) == duration)
    }
}
