// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityMonitor

@Suite struct DurationTextTests {
    @Test(
        "as the configuration writes it",
        arguments: [
            (Duration.zero, "0s"), (.milliseconds(250), "250ms"), (.seconds(1), "1s"),
            (.milliseconds(1_500), "1s500ms"),
            (.milliseconds(59_999), "59s999ms"), (.seconds(60), "1m"), (.milliseconds(60_900), "1m"),
            (.minutes(90), "1h30m"),
            (.hours(24), "1d"), (.seconds(90_061), "1d1h1m1s"), (.microseconds(3), "0s"), (.seconds(-90), "-1m30s"),
        ])
    func asTheConfigurationWritesIt(duration: Duration, text: String) {
        #expect(duration.text == text)
    }

    @Test(
        "in words",
        arguments: [
            (Duration.zero, "0 s"), (.milliseconds(999), "0 s"), (.seconds(1), "1 s"), (.seconds(60), "1 min"),
            (.seconds(1_865), "31 min 5 s"), (.hours(2), "2 h"), (.seconds(7_205), "2 h"), (.hours(76), "3 d 4 h"),
            (.seconds(-5), "0 s"),
        ])
    func inWords(duration: Duration, words: String) {
        #expect(duration.words == words)
    }

    @Test("instants saturate instead of overflowing")
    func instantsSaturateInsteadOfOverflowing() {
        let late = Instant(nanoseconds: .max)
        #expect(late.advanced(by: .days(1)) == late)
        #expect(Instant(nanoseconds: .min).advanced(by: .days(-1)).nanoseconds == .min)
        #expect(Instant(nanoseconds: .min).duration(to: late) > .days(200_000))
        #expect(Duration.seconds(Int64.max).wholeNanoseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeNanoseconds == .min)
    }

    @Test(
        "percentages are plain decimals",
        arguments: [(42.0, "42"), (42.5, "42.5"), (0.0, "0"), (99.999, "100"), (33.333, "33.33")])
    func percentagesArePlainDecimals(percentage: Double, text: String) {
        #expect(PercentText.text(of: percentage) == text)
    }
}
