// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// `plex-activityctl wait`: a script learns from the exit code how work ended, without the service.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct WaitTests {
    /// The output of `--json`.
    private struct Report: Decodable {
        var outcome: String
        var seen: Int
    }

    @Test("it ends when the last scan of the library has ended", arguments: ["none", "eventsource", "websocket"])
    func itEndsWhenTheLastScanOfTheLibraryHasEnded(notifications: String) async throws {
        let others: [ActivityPlan] = [.endlessScan("other", section: SectionID("3")), .bystander()]
        try await Stage.with([.endlessScan("one")] + others, notifications: notifications) { stage in
            async let outcome = stage.tool("wait", "--section", " movies", "--json")
            try await stage.requests("GET", "/activities", atLeast: 2)
            stage.server.withWorld { _ = $0.start(.endlessScan("two")) }
            try await stage.morePolls(2)
            stage.endActivity("one")
            // A wait that ends here would end before the polls.
            try await stage.morePolls(3)
            stage.endActivity("two")
            let ended = try await outcome
            #expect(ended.code == 0, "\(ended)")
            let report = try ended.decoded(Report.self)
            #expect(report.outcome == "over" && report.seen == 2, "\(ended.text)")
            #expect(stage.stops.isEmpty)
        }
    }

    @Test("work that only the stream shows counts as seen")
    func workThatOnlyTheStreamShowsCountsAsSeen() async throws {
        try await Stage.with([.bystander()], notifications: "eventsource") { stage in
            async let outcome = stage.tool("wait", "--type", "library.update.section", "--appear", "1m", "--json")
            try await stage.streamIsOpen(polls: 2)
            stage.server.setHook { request, world in
                // The scan is gone before each poll is answered.
                if request.path == "/activities" { _ = world.end(ActivityID("brief")) }
            }
            stage.server.withWorld { _ = $0.start(.endlessScan("brief")) }
            let ended = try await outcome
            #expect(ended.code == 0, "\(ended)")
            #expect(try ended.decoded(Report.self).seen == 1)
        }
    }

    @Test("a uuid may be shortened, and may appear later")
    func aUuidMayBeShortenedAndMayAppearLater() async throws {
        try await Stage.with([.endlessScan("other")]) { stage in
            async let outcome = stage.tool("wait", "late", "--appear", "1m")
            try await stage.requests("GET", "/activities", atLeast: 2)
            stage.server.withWorld { _ = $0.start(.endlessScan("later")) }
            try await stage.morePolls(2)
            stage.endActivity("later")
            let ended = try await outcome
            #expect(ended.code == 0, "\(ended)")
            #expect(ended.lines == ["over: nothing of it runs any more"])
        }
    }

    @Test("work that does not appear was never seen")
    func workThatDoesNotAppearWasNeverSeen() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            let ended = try await stage.tool("wait", "--type", "media.*", "--appear", "2s", "--json")
            #expect(ended.code == 1, "\(ended)")
            #expect(try ended.decoded(Report.self).outcome == "never-seen")
            #expect(stage.polls >= 3)
        }
    }

    @Test("work that goes on times out")
    func workThatGoesOnTimesOut() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            let ended = try await stage.tool("wait", "watched", "--timeout", "3s", "--json")
            #expect(ended.code == 1, "\(ended)")
            #expect(try ended.decoded(Report.self).outcome == "timed-out")
        }
    }

    @Test("a scan that has not named its library is no proof that the library is at rest")
    func aScanThatHasNotNamedItsLibraryIsNoProofThatTheLibraryIsAtRest() async throws {
        var plan = ActivityPlan.endlessScan()
        plan.course.namesSectionAfter = .seconds(600)
        try await Stage.with([plan]) { stage in
            let ended = try await stage.tool(
                "wait", "--section", "Movies", "--appear", "1s", "--timeout", "4s", "--json")
            #expect(ended.code == 1, "\(ended)")
            #expect(try ended.decoded(Report.self).outcome == "timed-out")
        }
    }

    @Test("work that disappears with a restart of the server is lost")
    func workThatDisappearsWithARestartOfTheServerIsLost() async throws {
        try await Stage.with([.endlessScan(), .bystander()]) { stage in
            async let outcome = stage.tool("wait", "--type", "library.update.section", "--json")
            try await stage.requests("GET", "/activities", atLeast: 2)
            await stage.server.restart(downFor: .seconds(2))
            let ended = try await outcome
            #expect(ended.code == 69, "\(ended)")
            #expect(try ended.decoded(Report.self).outcome == "lost")
        }
    }

    @Test("wrong arguments and servers have exit codes of their own")
    func wrongArgumentsAndServersHaveExitCodesOfTheirOwn() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            #expect(try await stage.tool("wait").code == 64)
            #expect(try await stage.tool("wait", "watched", "--section", "Movies").code == 64)
            #expect(try await stage.tool("wait", "watched", "--timeout", "soon").code == 64)
            let unknown = try await stage.tool("wait", "--section", "Musik")
            #expect(unknown.code == 64)
            #expect(unknown.complaint.contains("no server has this library"), "\(unknown.complaint)")
            try stage.home.writeToken("another-token")
            #expect(try await stage.tool("wait", "watched").code == 77)
            let silent = ServerText(name: "other", url: "http://127.0.0.1:9", tokenFile: stage.home.tokenFile)
            try stage.home.configure(silent.text)
            #expect(try await stage.tool("wait", "watched", "--timeout", "2s").code == 69)
        }
    }
}
