// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// `progress`: the first change at once, then one per interval, the last at the interval's end.
@Suite struct ProgressEventTests {
    @Test("changes are told at once, then once per interval, and the last one when the interval is over")
    func changesAreToldAtOnceThenOncePerIntervalAndTheLastOneWhenTheIntervalIsOver() throws {
        var story = Story(journal: JournalSettings(progressInterval: .seconds(30)))
        story.poll([.scan("a", 1)])
        story.at(2)
        story.poll([.scan("a", 2)])
        #expect(story.take("progress") == ["progress a 2"])
        #expect(story.monitor.nextDeadline() == nil)
        for second in stride(from: 4.0, through: 20, by: 2) {
            story.at(second)
            story.poll([.scan("a", second)])
        }
        #expect(story.take("progress") == [])
        #expect(story.monitor.nextDeadline() == Story.instant(32))
        story.at(31)
        #expect(story.take() == [])
        story.at(32)
        #expect(story.take() == ["progress a 20"])
        #expect(try story.last(.progress)[.progressPrevious] == "2")
        #expect(story.monitor.nextDeadline() == nil)
        story.at(40)
        story.poll([.scan("a", 20)])
        story.at(70)
        story.poll([.scan("a", 21)])
        #expect(story.take() == ["progress a 21"])
    }

    @Test(
        "progress, title and subtitle are changes",
        arguments: [
            Activity.scan("a", 11), .scan("a", 10, title: "Scanning Films"), .scan("a", 10, subtitle: "Another Item"),
            .scan("a", 9),
        ])
    func progressTitleAndSubtitleAreChanges(changed: Activity) throws {
        var story = Story()
        story.polls(until: 20, [.scan("a", 10)])
        story.at(30)
        story.poll([changed])
        #expect(story.count(.progress) == 1)
        #expect(try story.activity("a").stalledMicroseconds == 0)
        #expect(try story.activity("a").ageMicroseconds == 30_000_000)
    }

    @Test("nothing else is a change")
    func nothingElseIsAChange() throws {
        var story = Story()
        story.polls(until: 20, [.scan("a", 10, section: nil, cancellable: nil, user: nil)])
        story.at(30)
        story.poll([.scan("a", 10)])
        #expect(story.count(.progress) == 0)
        #expect(try story.activity("a").stalledMicroseconds == 30_000_000)
    }

    @Test("an end carries the last values")
    func anEndCarriesTheLastValues() throws {
        var story = Story()
        story.poll([.scan("a", 1), .butler])
        story.at(1)
        story.poll([.scan("a", 2), .butler])
        story.at(2)
        story.poll([.scan("a", 42), .butler])
        story.at(3)
        story.poll([.butler])
        let finished = try story.last(.finished)
        #expect(finished[.progress] == "42")
        #expect(finished[.progressPrevious] == "2")
        #expect(finished[.ageMicroseconds] == "2000000")
        #expect(finished.message == "Scanning Movies: ended at 42 % after 2 s (library.update.section, section 2)")
        #expect(story.monitor.nextDeadline() == nil)
    }

    @Test("a message stands alone")
    func aMessageStandsAlone() throws {
        var story = Story()
        story.feed(.sections(server: Story.server, [LibrarySection(id: SectionID("2"), title: "Movies")]))
        story.poll([.scan("a", 1)])
        story.at(1)
        story.poll([.scan("a", 42)])
        #expect(try story.last(.progress).message == "Scanning Movies: 42 % (library.update.section, Movies)")
        #expect(try story.last(.progress)[.section] == "Movies")
    }

    @Test("quiet types are started and finished in a whisper")
    func quietTypesAreStartedAndFinishedInAWhisper() {
        var story = Story()
        story.poll([.scan("a"), .some("q", .libraryRefreshItems)])
        story.after(10)
        story.poll([.scan("b")])
        story.after(10)
        story.poll([])
        #expect(story.events.filter { $0.kind == .started }.map(\.priority) == [.info, .debug, .info])
    }
}
