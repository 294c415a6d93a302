// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexSimulator
import Testing

/// The daemon's events between two polls.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct StreamTests {
    @Test("an activity that no poll sees is told", arguments: StreamChoice.allCases)
    func anActivityThatNoPollSeesIsTold(choice: StreamChoice) async throws {
        try await Stage.with(pollInterval: "10s", notifications: choice.rawValue) { stage in
            let daemon = try stage.start()
            try await stage.streamIsOpen()
            try await stage.tellsBriefScan(daemon)
            let told = daemon.events.filter { $0.uuid == "brief-1" }.map(\.name)
            #expect(told.filter { $0 != "progress" } == ["started", "finished"])
            #expect(daemon.standardError.isEmpty)
        }
    }

    @Test("the burst of a scan is one activity", arguments: StreamChoice.allCases)
    func theBurstOfAScanIsOneActivity(choice: StreamChoice) async throws {
        try await Stage.with(pollInterval: "2s", notifications: choice.rawValue) { stage in
            let burst = StreamFault.Burst(perSecond: 3_000, count: 1_556, uuid: "scan")
            stage.server.add(Fault(.stream(.burst(burst)), path: "/:/*"))
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "scan" }
            // The list does not have the activity, so a poll after the last message shows that it is gone.
            try await daemon.next("finished") { $0.uuid == "scan" }
            try await stage.tellsBriefScan(daemon)
            let told = daemon.events.filter { $0.uuid == "scan" }.map(\.name)
            #expect(told.filter { $0 != "progress" } == ["started", "finished"])
            #expect(told.count < 20)
        }
    }

    @Test("a stream that is refused is said once and polls go on", arguments: StreamChoice.allCases)
    func aStreamThatIsRefusedIsSaidOnceAndPollsGoOn(choice: StreamChoice) async throws {
        try await Stage.with(notifications: choice.rawValue) { stage in
            stage.server.add(Fault(.status(503, retryAfter: nil), path: "/:/*"))
            let daemon = try stage.start()
            stage.server.withWorld { _ = $0.start(.endlessScan("polled")) }
            try await daemon.next("started") { $0.uuid == "polled" }
            try await stage.requests("GET", choice.path, atLeast: 3)
            let status = stage.home.statusText
            #expect(status.contains("\"waiting\"") || status.contains("\"connecting\""))
            #expect(daemon.warnings(of: "the stream of notifications (\(choice.rawValue)) cannot be opened") == 1)
            stage.server.clearFaults()
            try await stage.streamIsOpen()
            stage.endActivity("polled")
            try await daemon.next("finished") { $0.uuid == "polled" }
            #expect(daemon.warnings(of: "the stream of notifications") == 1)
        }
    }

    @Test("a refused token is not tried again at once")
    func aRefusedTokenIsNotTriedAgainAtOnce() async throws {
        try await Stage.with(notifications: "eventsource") { stage in
            stage.server.add(Fault(.status(401, retryAfter: nil), path: "/:/*", requests: 1))
            let daemon = try stage.start()
            try await stage.requests("GET", StreamChoice.eventsource.path, atLeast: 1)
            try await stage.morePolls(4)
            #expect(stage.server.requests.count { $0.request.path.hasPrefix("/:/") } == 1)
            #expect(daemon.warnings(of: "refused the token") <= 1)
            #expect(daemon.events("authentication-refused").isEmpty)
            // A request with another purpose does not wait for the minute.
            try stage.configure(notifications: "websocket", settings: "")
            daemon.signal(SIGHUP)
            try await stage.streamIsOpen()
            #expect(stage.server.requests.contains { $0.request.path.hasPrefix(StreamChoice.websocket.path) })
        }
    }

    @Test("a server that restarts is followed again", arguments: StreamChoice.allCases)
    func aServerThatRestartsIsFollowedAgain(choice: StreamChoice) async throws {
        try await Stage.with([.endlessScan()], notifications: choice.rawValue) { stage in
            let daemon = try stage.start()
            try await stage.streamIsOpen()
            try await daemon.next("started") { $0.uuid == "watched" }
            await stage.server.restart(downFor: .seconds(2))
            try await daemon.next("lost") { $0.uuid == "watched" && $0.reason == "server-restarted" }
            try await stage.streamIsOpen(polls: stage.polls + 1)
            stage.server.withWorld { _ = $0.start(.endlessScan("again")) }
            try await daemon.next("started") { $0.uuid == "again" && $0.reason == nil }
            #expect(daemon.warnings(of: "the stream of notifications") == 1)
            #expect(try await daemon.terminate() == .exited(0))
            #expect(await stage.server.openStreams { $0 == 0 } == 0)
        }
    }

    @Test("a flood is bounded")
    func aFloodIsBounded() async throws {
        try await Stage.with(notifications: "websocket") { stage in
            let daemon = try stage.start()
            try await stage.streamIsOpen()
            let before = daemon.peakMemory
            let burst = StreamFault.Burst(perSecond: 10_000, count: 20_000)
            stage.server.add(Fault(.stream(.burst(burst)), path: "/:/*"))
            stage.server.dropStreams()
            try await daemon.count(of: "started", atLeast: 1_200)
            // Polls work as before.
            stage.server.withWorld { _ = $0.start(.endlessScan("polled")) }
            let polled = try await daemon.next("started") { $0.uuid == "polled" }
            let seconds = max(1, (polled.time - (daemon.events("started").first?.time ?? .zero)) / .seconds(1))
            #expect(Double(daemon.events("started").count) < 1_200 + 400 * seconds)
            #expect(daemon.peakMemory - before < 64 * 1024)
            #expect(try await daemon.terminate() == .exited(0))
        }
    }
}

extension Daemon {
    /// The number of lines with this text on standard error.
    fileprivate func warnings(of text: String) -> Int {
        self.standardError.split(separator: "\n").count { $0.contains(text) }
    }
}
