// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

extension Story {
    /// The judgements of an activity by a program that knows only what the service says about its mind.
    func judgements(of uuid: String, age: Duration = .zero) throws -> [RuleExplanation]? {
        let memory = try #require(self.monitor.memory(of: Self.server))
        let status = try #require(self.monitor.serverStatus(of: Self.server))
        let judgements = Monitor.explanations(
            of: [ActivityID(uuid)], from: memory, status, age: age, self.settings,
            isPaused: self.monitor.status(at: self.now).isPaused, localTime: LocalTime(weekday: .monday, secondOfDay: 0)
        )
        return judgements[ActivityID(uuid)]?.map { explanation in
            var explanation = explanation
            // The service names 20 others at most.
            for step in explanation.steps.indices {
                explanation.steps[step].alsoEnds = Array(explanation.steps[step].alsoEnds.prefix(20))
            }
            return explanation
        }
    }
}

/// What the status says of a server, and when that is news.
@Suite struct ServerMemoryTests {
    private static let rules: [Rule] = [
        .stop("stuck", .noProgressFor(.minutes(30))),
        Rule.stop("low", .progressBelow(50), hold: .minutes(20)).observing,
        .stop("long", .runningFor(.minutes(15))),
    ]

    private static func story() -> Story {
        Story(
            MonitorSettings(
                generation: 1, servers: [ServerSettings(name: Story.server, pollInterval: .seconds(10))],
                rules: Self.rules,
                textHashKey: TextHash.Key(1, 2)))
    }

    @Test("polls that show nothing new are no news, and judgements run on without them")
    func runsOn() throws {
        var story = Self.story()
        story.polls(until: 600, [.scan("a"), .butler])
        let mark = story.monitor.statusMark(of: Story.server)
        let before = story
        story.polls(until: 660, [.scan("a"), .butler])
        #expect(story.monitor.statusMark(of: Story.server) == mark)
        let later = try story.judgements(of: "a")
        #expect(try before.judgements(of: "a", age: .seconds(60)) == later)
        #expect(try before.judgements(of: "a") != later)
        #expect(later == story.monitor.explanation(of: ActivityID("a"), on: Story.server))
    }

    @Test("whatever the status says differently is news")
    func news() {
        func changes(_ body: (inout Story) -> Void) -> Bool {
            var story = Self.story()
            story.polls(until: 600, [.scan("a"), .butler])
            let mark = story.monitor.statusMark(of: Story.server)
            body(&story)
            return story.monitor.statusMark(of: Story.server) != mark
        }
        #expect(!changes { $0.polls(until: 620, [.scan("a"), .butler]) })
        #expect(changes { $0.polls(until: 620, [.scan("a", 43), .butler]) })
        #expect(changes { $0.polls(until: 620, [.scan("a"), .scan("b"), .butler]) })
        #expect(changes { $0.polls(until: 620, [.butler]) })
        #expect(
            changes {
                $0.feed(
                    .poll(
                        server: Story.server, sentAt: $0.now, .failure(PollFailure(kind: .timedOut, explanation: ""))))
            })
        #expect(changes { $0.feed(.stream(server: Story.server, .open)) })
        #expect(changes { $0.feed(.sections(server: Story.server, [LibrarySection(id: SectionID("2"), title: "TV")])) })
        // The rule's condition begins to hold, and then the rule acts.
        #expect(changes { $0.polls(until: 910, [.scan("a"), .butler]) })
        // A value that changes and comes back has begun its clock anew.
        #expect(
            changes { story in
                story.polls(until: 610, [.scan("a", 43), .butler])
                story.polls(until: 620, [.scan("a"), .butler])
            })
        // Time that does not count.
        #expect(
            changes { story in
                story.after(100)
                story.poll([.scan("a"), .butler])
            })
        var story = Self.story()
        story.poll([.scan("a")])
        #expect(story.monitor.statusMark(of: "away") == nil && story.monitor.memory(of: "away") == nil)
    }

    @Test("the memory says how long a rule waits, whose activity is whose, and that the server does not answer")
    func details() throws {
        var story = Self.story()
        var scan = Activity.scan("a")
        scan.userID = 7
        story.polls(until: 600, [scan, .butler])
        #expect(story.monitor.memory(of: Story.server)?.saved.activities.first { $0.uuid.rawValue == "a" }?.userID == 7)
        #expect(
            try story.judgements(of: "a")?.map(\.remainingMicroseconds) == [1_200_000_000, 600_000_000, 300_000_000])
        story.feed(
            .poll(server: Story.server, sentAt: story.now, .failure(PollFailure(kind: .timedOut, explanation: ""))))
        #expect(try story.judgements(of: "a")?.map(\.remainingMicroseconds) == [nil, nil, nil])
    }
}
