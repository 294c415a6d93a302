// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// Answers with status 200 and wrong content.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ContentTests {
    @Test(
        "odd content is survived",
        arguments: [
            BadAnswer(
                testDescription: "wrong types in every field", kind: .wrongTypes, path: "*",
                complaint: .diagnostic("incomplete")),
            BadAnswer(
                testDescription: "{}", kind: .raw(body: "{}", contentType: "application/json"), path: "*",
                complaint: .unreachable(reason: "unreadable")),
            // The bystander is missing in the list, but such a list does not prove its absence.
            BadAnswer(
                testDescription: "duplicate uuids",
                kind: HandmadeList.body([
                    HandmadeList.row("watched", progress: 3), HandmadeList.row("watched", progress: 90),
                    HandmadeList.row("new", progress: 1),
                    HandmadeList.row("new", progress: 1),
                ]), complaint: .diagnostic("incomplete")),
            BadAnswer(
                testDescription: "100,000 open brackets",
                kind: .raw(body: String(repeating: "[", count: 100_000), contentType: "application/json"),
                complaint: .unreachable(reason: "unreadable")),
            BadAnswer(
                testDescription: "100,000 open brackets in a row",
                kind: .raw(
                    body: #"{"MediaContainer":{"Activity":[{"uuid":"watched","Context":"#
                        + String(repeating: "[", count: 100_000), contentType: "application/json"),
                complaint: .unreachable(reason: "unreadable")),
        ])
    func oddContentIsSurvived(_ answer: BadAnswer) async throws {
        try await answer.isSurvived()
    }

    @Test("uuid that is a path reaches no other path")
    func uuidThatIsAPathReachesNoOtherPath() async throws {
        let hostile = ActivityPlan(
            type: .libraryRefreshItems, titles: ["Refreshing"], isCancellable: true, uuid: "../../x",
            course: Course(duration: .seconds(600)), onCancel: .stop)
        try await Stage.with(
            [.endlessScan(), hostile], rules: [RuleText(name: "refresh", type: "library.refresh.items")]
        ) { stage in
            let daemon = try stage.start()
            let started = try await daemon.next("started") { $0.uuid == "../../x" }
            #expect(started.message.contains("Refreshing"))
            let finished = try await daemon.next("finished") { $0.uuid == "../../x" }
            #expect(finished["PLEX_OUTCOME"] == "ended-after-request")
            // There is one request, and the whole uuid is one segment of its path.
            #expect(stage.stops.map(\.line) == ["DELETE /activities/..%2F..%2Fx"])
            let paths = Set(stage.server.requests.filter { $0.request.method == "GET" }.map(\.request.path))
            #expect(paths.isSubset(of: ["/identity", "/activities", "/library/sections", "/butler"]))
            #expect(daemon.events("lost", "server-unreachable").isEmpty)
            #expect(try await daemon.terminate() == .exited(0))
        }
    }

    @Test("control characters reach no output", arguments: ["json", "text"])
    func controlCharactersReachNoOutput(_ output: String) async throws {
        let evil = "\u{1B}[2J\u{1B}]0;owned\u{7}\r\n\u{0}\u{9B}31m\u{202E}\u{2028}"
        let plan = ActivityPlan(
            type: ActivityType("evil.type\(evil)"), titles: ["Title\(evil)"], subtitles: ["Subtitle\(evil)"],
            section: SectionID("2"), context: [.init("key\(evil)", .string(evil))], isCancellable: true,
            uuid: "evil\(evil)",
            course: Course(duration: .seconds(600), steps: 60_000))
        let rule = RuleText(mode: "observe")
        try await Stage.with([plan, .stuckScan("stuck\(evil)")], rules: [rule]) { stage in
            stage.server.withWorld { world in
                world.sections = [LibrarySection(id: SectionID("2"), title: "Movies\(evil)")]
                world.server.version = "1.43\(evil)"
                world.server.machineIdentifier = "c0ffee\(evil)"
            }
            let daemon = try stage.start(
                arguments: ["--config", stage.home.configuration, "--output", output])
            try await daemon.line(containing: "would-stop")
            stage.endActivity("evil\(evil)")
            try await daemon.line(containing: "finished")
            // The contract checks the daemon's output in every test. Here the files that programs read are checked.
            for text in [stage.home.statusText, stage.home.stateText] {
                #expect(!text.contains("\u{1B}"), "\(text)")
            }
            #expect(try await daemon.terminate() == .exited(0))
        }
    }
}
