// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityMonitor

/// What an event says of an activity is never older than what the one before it said.
@Suite struct LatestSightTests {
    @Test("a request that is answered late tells of the activity as it is by then")
    func aRequestThatIsAnsweredLateTellsOfTheActivityAsItIsByThen() throws {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a", 10), .butler])
        story.after(5)
        story.poll([.scan("a", 20), .butler])
        story.after(1)
        story.answer(200)
        let requested = try story.last(.stopRequested)
        #expect(requested[.progress] == "20")
        #expect(requested[.ageMicroseconds] == "5500000")
    }

    @Test("a stop that is given up tells of the activity as it is by then")
    func aStopThatIsGivenUpTellsOfTheActivityAsItIsByThen() throws {
        var story = Story(.stop("low", .progressBelow(50)))
        story.decide(on: [.scan("a", 10), .butler])
        story.after(5)
        story.poll([.scan("a", 20), .butler])
        story.reload { $0.rules[0].conditions = [.progressBelow(49)] }
        story.after(1)
        story.answer(.notSent(reason: "no state"))
        let abandoned = try story.last(.stopAbandoned)
        #expect(abandoned[.progress] == "20")
        #expect(abandoned[.ageMicroseconds] == "5500000")
    }
}
