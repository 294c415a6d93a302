// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@Suite("Progress")
struct ActivityProgressTests {
    @Test(
        "a number is a percentage only from 0 to 100",
        arguments: [
            (0, .percent(0)),
            (42.5, .percent(42.5)),
            (100, .percent(100)),
            // The server's sign for "indeterminate".
            (-1, .unknown),
            (-0.001, .unknown),
            (100.001, .unknown),
            (7000, .unknown),
            (.infinity, .unknown),
            (-.infinity, .unknown),
            (.nan, .unknown),
            (nil, .unknown),
        ] as [(Double?, ActivityProgress)])
    func range(number: Double?, progress: ActivityProgress) {
        #expect(ActivityProgress(number) == progress)
    }

    @Test("minus zero is no progress rather than unknown")
    func minusZero() {
        #expect(ActivityProgress(-0.0) == .percent(0))
    }

    @Test("only a known progress has a percentage")
    func percentage() {
        #expect(ActivityProgress.percent(7).percentage == 7)
        #expect(ActivityProgress.unknown.percentage == nil)
    }
}
