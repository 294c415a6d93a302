// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// `titles = false`: nothing that names media is written or shown.
@Suite struct PrivacyTests {
    private static let secret = "Secret"

    private func activity(_ subtitle: String, _ progress: Double = 10) -> Activity {
        Activity(
            id: ActivityID("a"), type: .libraryUpdateSection, title: "\(Self.secret) title",
            subtitle: "\(Self.secret) \(subtitle)", progress: .percent(progress), isCancellable: true, userID: 1,
            context: .object([
                .init("key", .string("/library/metadata/\(Self.secret)")), .init("librarySectionID", .string("2")),
            ]),
            response: .object([.init("librarySectionID", .object([.init("x", .string(Self.secret))]))]))
    }

    /// A story in which everything that can be said of an activity is said.
    private func told(showsTitles: Bool) -> (Story, SavedState) {
        var story = Story(
            .stop("low", .progressBelow(50)), Rule.stop("watch", .progressBelow(50)).observing,
            .stop("note", .progressBelow(50), hold: .seconds(30)).notifying,
            .stop("spare", .progressBelow(50), match: ActivityMatch(titles: [Glob("*title", ignoringCase: true)])),
            journal: JournalSettings(showsTitles: showsTitles))
        story.poll([self.activity("one")])
        story.after(1)
        story.poll([self.activity("two", 11), .scan("b", 90, title: "\(Self.secret) other")])
        let state = story.monitor.savedState()
        story.answer(200)
        story.polls(until: 300, every: 2, [self.activity("two", 11), .scan("b", 90, title: "\(Self.secret) other")])
        story.after(2)
        story.poll([.scan("b", 90, title: "\(Self.secret) other")])
        return (story, state)
    }

    @Test("events, status and state name media only where they may")
    func eventsStatusAndStateNameMediaOnlyWhereTheyMay() {
        for showsTitles in [true, false] {
            let (story, state) = self.told(showsTitles: showsTitles)
            let texts = story.events.flatMap { [$0.message] + $0.fields.map(\.value) }
            #expect(texts.contains { $0.contains(Self.secret) } == showsTitles)
            #expect("\(story.monitor.status(at: story.now))".contains(Self.secret) == showsTitles)
            #expect("\(state)".contains(Self.secret) == showsTitles)
            #expect(state.servers["home"]?.operations.isEmpty == false)
        }
    }

    @Test("the section stays, and a hash that shows changes")
    func theSectionStaysAndAHashThatShowsChanges() throws {
        let (story, _) = self.told(showsTitles: false)
        let progress = try story.last(.progress)
        #expect(progress[.context] == #"{"librarySectionID":"2"}"#)
        #expect(progress[.response] == nil)
        let hashes = story.events.filter { $0[.activityUUID] == "a" }.compactMap { $0[.textHash] }
        #expect(Set(hashes).count == 2)
        #expect(hashes.allSatisfy { $0.count == 16 })
        #expect(self.told(showsTitles: true).0.events.allSatisfy { $0[.textHash] == nil })
    }

    @Test("the hash of what is lost over a restart is the one it had")
    func theHashOfWhatIsLostOverARestartIsTheOneItHad() throws {
        var story = Story(journal: JournalSettings(showsTitles: false))
        story.poll([self.activity("one"), .butler])
        let hash = try #require(story.events.first { $0[.activityUUID] == "a" }?[.textHash])
        story.restart()
        story.after(1)
        story.poll([.butler])
        #expect(try story.last(.lost)[.textHash] == hash)
    }
}
