// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Who asks for a stop, in sentences.
@Suite struct AuthorTests {
    private func sentences(_ author: MonitorSettings.Author) -> [String] {
        var story = Story(.stop("low", .progressBelow(50), plan: StopPlan(attempts: 1)))
        story.reload { $0.author = author }
        story.decide(on: [.scan("a"), .butler])
        story.answer(200)
        story.after(1)
        story.poll([.butler])
        story.decide(on: [.some("b", .libraryRefreshItems), .butler])
        story.decide(on: [.some("c", .libraryRefreshItems, cancellable: true), .butler])
        story.reload { $0.rules = [] }
        return story.events.filter { $0[.rule] != nil && $0.kind.rawValue.hasPrefix("stop-") }.map(\.message)
    }

    @Test("a rule is called a rule, and a person's program by its name alone")
    func aRuleIsCalledARuleAndAPersonsProgramByItsNameAlone() {
        let rule = self.sentences(.rule)
        let person = self.sentences(.person)
        #expect(rule.count >= 3 && rule.allSatisfy { $0.contains("rule low") })
        #expect(
            person
                == rule.map { $0.replacing(" (rule low)", with: "").replacing("rule low ", with: "low ") })
    }
}
