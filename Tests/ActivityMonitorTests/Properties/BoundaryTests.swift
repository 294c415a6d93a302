// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// What lies exactly on a boundary.
@Suite struct BoundaryTests {
    private static let kind = WorkKind(type: .libraryUpdateSection, section: SectionID("2"))

    @Test(
        "a session that waits for data plays, and a paused one does not",
        arguments: [(PlaybackSession.State.playing, 1), (.buffering, 1), (.paused, 0)])
    func aSessionThatWaitsForDataPlaysAndAPausedOneDoesNot(state: PlaybackSession.State, count: Int) {
        let sessions = SessionCount([PlaybackSession(key: "1", state: state, isTranscoding: true)])
        #expect(sessions.streams == count...count)
        #expect(sessions.transcodes == count...count)
    }

    @Test("the usual length is what 19 of 20 runs do not exceed")
    func theUsualLengthIsWhat19Of20RunsDoNotExceed() {
        var history = RunHistory()
        for minutes in (1...20).reversed() { history.record(.minutes(minutes), of: Self.kind) }
        #expect(history.usual(Self.kind) == .minutes(19))
    }

    @Test("the twenty-first run takes the place of the first")
    func theTwentyfirstRunTakesThePlaceOfTheFirst() {
        var history = RunHistory()
        for _ in 0..<2 { history.record(.hours(5), of: Self.kind) }
        for _ in 0..<18 { history.record(.minutes(1), of: Self.kind) }
        #expect(history.usual(Self.kind) == .hours(5))
        history.record(.minutes(1), of: Self.kind)
        #expect(history.count(of: Self.kind) == 20)
        #expect(history.usual(Self.kind) == .minutes(1))
    }

    @Test("a start counts for as long as the time says, to the end")
    func aStartCountsForAsLongAsTheTimeSaysToTheEnd() {
        var starts = StartLog()
        starts.record(Self.kind, at: Story.instant(10))
        #expect(starts.count(of: Self.kind, within: .seconds(60), at: Story.instant(70)) == 1)
        #expect(starts.count(of: Self.kind, within: .seconds(60), at: Story.instant(70.001)) == 0)
    }

    @Test(
        "a window over midnight belongs to the day on which it opens",
        arguments: [
            (Weekday.saturday, 22 * 60 - 1, false), (.saturday, 22 * 60, true), (.sunday, 0, true),
            (.sunday, 2 * 60 - 1, true), (.sunday, 2 * 60, false), (.saturday, 60, false), (.sunday, 22 * 60, false),
        ])
    func aWindowOverMidnightBelongsToTheDayOnWhichItOpens(day: Weekday, minute: Int, isOpen: Bool) {
        let window = TimeWindow(name: "night", from: 22 * 60, to: 2 * 60, days: [.saturday])
        #expect(window.contains(LocalTime(weekday: day, secondOfDay: minute * 60)) == isOpen)
    }
}
