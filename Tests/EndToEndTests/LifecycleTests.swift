// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// The daemon's events about activities that no rule stops.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LifecycleTests {
    @Test("a scan is told from its start to its end")
    func aScanIsToldFromItsStartToItsEnd() async throws {
        try await Stage.with([.bystander()]) { stage in
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "bystander" && $0.reason == "already-running" }
            stage.server.withWorld { world in
                _ = world.start(
                    ActivityPlan(
                        type: .libraryUpdateSection, titles: ["Scanning Movies"], subtitles: ["A film"],
                        section: SectionID("2"),
                        uuid: "scan", course: Course(duration: .seconds(3), staysAtEnd: .seconds(600))))
            }
            let started = try await daemon.next("started") { $0.uuid == "scan" }
            #expect(started.reason == nil)
            #expect(started["PLEX_ACTIVITY_TYPE"] == "library.update.section")
            #expect(started["PLEX_SECTION"] == "Movies")
            #expect(started["PRIORITY"] == "6")
            let end = try await daemon.next("progress") { $0.uuid == "scan" && $0["PLEX_PROGRESS"] == "100" }
            #expect(end.message == "Scanning Movies: 100 %, A film (library.update.section, Movies)")
            stage.endActivity("scan")
            let finished = try await daemon.next("finished") { $0.uuid == "scan" }
            #expect(finished["PLEX_OUTCOME"] == "completed")
            #expect(finished.age > .zero)
            #expect(daemon.events("lost").isEmpty)
        }
    }

    @Test("a server that hangs does not slow another")
    func aServerThatHangsDoesNotSlowAnother() async throws {
        let hanging = try await SimulatorServer.start(
            scenario: Scenario(faults: [Fault(.hang)]))
        do {
            try await Stage.with([.endlessScan()]) { stage in
                let other = ServerText(
                    name: "hanging", url: hanging.url, requestTimeout: "30s", tokenFile: stage.home.tokenFile)
                try stage.configure(settings: "[journal]\nprogress-interval = \"1s\"\n", others: [other])
                let daemon = try stage.start()
                try await stage.requests("GET", "/activities", atLeast: 10)
                // Its first request still hangs after ten polls of the other server.
                #expect(hanging.requests.count == 1)
                #expect(daemon.events("server-unreachable").isEmpty)
                try await daemon.next("progress") { $0["PLEX_SERVER"] == "home" && $0.age >= .seconds(5) }
            }
        } catch {
            await hanging.stop()
            throw error
        }
        await hanging.stop()
    }

    @Test("a server that restarts loses everything")
    func aServerThatRestartsLosesEverything() async throws {
        try await Stage.with([.endlessScan(), .bystander()]) { stage in
            let daemon = try stage.start()
            try await daemon.next("progress") { $0.uuid == "watched" }
            await stage.server.restart(downFor: .seconds(3))
            let refused = try await daemon.next("server-unreachable")
            #expect(refused.reason == "unreachable")
            try await daemon.next("server-reachable")
            let lost = try await daemon.next("lost")
            #expect(lost.reason == "server-restarted")
            try await daemon.next("lost")
            #expect(Set(daemon.events("lost").compactMap(\.uuid)) == ["watched", "bystander"])
            #expect(daemon.events("finished").isEmpty)
        }
    }

    @Test("hidden titles are nowhere")
    func hiddenTitlesAreNowhere() async throws {
        let scan = ActivityPlan(
            type: .libraryUpdateSection, titles: ["Secret Heist"], subtitles: ["Secret Episode", "Secret Finale"],
            section: SectionID("2"), context: [.init("key", "/library/metadata/secret")], uuid: "scan",
            course: Course(duration: .seconds(600), steps: 60_000))
        let settings = "[journal]\ntitles = false\nprogress-interval = \"1s\"\n"
        let rules = [
            RuleText(name: "observing", mode: "observe"), RuleText(name: "acting", conditions: "running-for = \"5s\""),
        ]
        try await Stage.with([scan, .bystander()], settings: settings, rules: rules) { stage in
            let daemon = try stage.start()
            let started = try await daemon.next("started") { $0.uuid == "scan" }
            #expect(started["PLEX_TEXT_HASH"]?.count == 16)
            try await daemon.next("would-stop")
            try await daemon.next("stop-confirmed")
            stage.server.withWorld { world in
                var again = scan
                again.uuid = "scan-2"
                world.start(again)
            }
            try await daemon.next("progress") { $0.uuid == "scan-2" }
            let status = daemon.home.statusText
            #expect(try await daemon.terminate() == .exited(0))
            let state = daemon.home.stateText
            #expect(state.contains("scan-2"))
            for text in [daemon.lines.joined(separator: "\n"), daemon.standardError, status, state] {
                #expect(!text.lowercased().contains("secret"), "\(text)")
            }
        }
    }
}
