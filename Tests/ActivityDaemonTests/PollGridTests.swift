// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@testable import ActivityDaemon

@Suite("The grid of polls")
struct PollGridTests {
    private static let start = Instant(nanoseconds: 1_000_000_000_000)
    private let grid = PollGrid(origin: Self.start)

    /// When the next poll is due, in seconds after the first one, at an interval of 10 s that is stretched or shortened.
    private func due(after sentAt: Double, at now: Double, every interval: Int) -> Double {
        let due = self.grid.due(
            after: Self.start.advanced(by: .seconds(sentAt)), at: Self.start.advanced(by: .seconds(now)),
            every: .seconds(interval), spacing: .seconds(10))
        return Self.start.duration(to: due).seconds
    }

    @Test(
        "counts from the first poll, whatever came between",
        arguments: [
            // After a poll on the grid, and after one for another reason.
            (0.0, 0.1, 10, 10.0), (13.0, 13.0, 10, 20.0), (19.9, 20.0, 10, 20.0), (20.0, 20.0, 10, 30.0),
            // A poll that was sent late, and one that took longer than the interval.
            (20.001, 20.3, 10, 30.0), (20.0, 34.0, 10, 40.0), (20.0, 40.0, 10, 40.0),
            // Stretched: points are left out, and none is made up.
            (0.0, 0.0, 60, 60.0), (13.0, 13.0, 60, 70.0), (0.0, 0.0, 30, 30.0),
            // It was stretched and is not any more.
            (0.0, 33.0, 10, 40.0), (0.0, 30.0, 10, 30.0),
            // Shorter: from poll to poll, and on the grid too.
            (20.0, 20.0, 2, 22.0), (28.0, 28.0, 2, 30.0), (29.0, 29.0, 2, 30.0), (21.0, 27.0, 2, 23.0),
        ])
    func table(sentAt: Double, now: Double, interval: Int, expected: Double) {
        #expect(self.due(after: sentAt, at: now, every: interval) == expected)
    }

    @Test("is not confused by extremes")
    func extremes() {
        let late = Instant(nanoseconds: .max)
        #expect(self.grid.due(after: late, at: late, every: .hours(6), spacing: .hours(1)) == late)
        let early = Instant(nanoseconds: 0)
        #expect(
            self.grid.due(after: early, at: early, every: .seconds(1), spacing: .seconds(1))
                == Self.start.advanced(by: .seconds(1)))
    }
}
