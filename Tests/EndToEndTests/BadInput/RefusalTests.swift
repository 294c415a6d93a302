// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexSimulator
import Testing

/// Servers that answer with a refusal.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct RefusalTests {
    @Test(
        "refused polls are survived",
        arguments: [
            BadAnswer(
                testDescription: "429", kind: .status(429, retryAfter: 2), path: "*",
                complaint: .unreachable(reason: "status")),
            BadAnswer(
                testDescription: "500", kind: .status(500, retryAfter: nil), path: "*",
                complaint: .unreachable(reason: "status")),
            BadAnswer(
                testDescription: "HTML with status 200", kind: .notJSON, path: "*",
                complaint: .unreachable(reason: "unreadable")),
        ])
    func refusedPollsAreSurvived(_ answer: BadAnswer) async throws {
        try await answer.isSurvived()
    }

    @Test("Retry-After is obeyed")
    func retryAfterIsObeyed() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            stage.server.add(Fault(.status(429, retryAfter: 4), path: "/activities", requests: 2))
            let daemon = try stage.start()
            let event = try await daemon.next("server-unreachable")
            #expect(event["PLEX_HTTP_STATUS"] == "429")
            try await daemon.next("server-reachable")
            let polls = try await stage.requests("GET", "/activities", atLeast: 3)
            #expect(polls[1].time - polls[0].time >= .seconds(4))
            #expect(polls[2].time - polls[1].time >= .seconds(4))
        }
    }

    @Test("refused token is told once and another one is taken")
    func refusedTokenIsToldOnceAndAnotherOneIsTaken() async throws {
        try await Stage.with([.endlessScan(), .bystander()]) { stage in
            let daemon = try stage.start()
            try await daemon.next("progress") { $0.uuid == "watched" }

            stage.server.withWorld { $0.server.token = "another-token" }
            let refusal = try await daemon.next("authentication-refused")
            #expect(refusal.reason == "unauthorized")
            #expect(refusal["PLEX_HTTP_STATUS"] == "401")
            // With the same token, the daemon does not ask again so soon.
            let polls = stage.polls
            try stage.home.writeToken("still-a-wrong-token")
            daemon.signal(SIGHUP)
            try await daemon.next("configuration-loaded")
            try await stage.requests("GET", "/activities", atLeast: 1, after: polls)
            try stage.home.writeToken("another-token")
            daemon.signal(SIGHUP)
            try await daemon.next("server-reachable")
            #expect(daemon.events("authentication-refused").count == 1)
            #expect(daemon.events("server-unreachable", "finished", "lost").isEmpty)

            stage.endActivity("watched")
            try await daemon.next("finished") { $0.uuid == "watched" }
            BadAnswer.checkMemory(of: daemon)
            Contract.check(daemon, token: "another-token")
            #expect(try await daemon.terminate() == .exited(0))
        }
    }

    @Test("redirect to another host is not followed")
    func redirectToAnotherHostIsNotFollowed() async throws {
        let other = try await SimulatorServer.start(scenario: Scenario())
        let answer = BadAnswer(
            testDescription: "redirect",
            kind: .redirect(status: 307, location: "http://localhost:\(other.port)/activities"),
            path: "*",
            complaint: .unreachable(reason: "status"))
        do {
            try await answer.isSurvived()
        } catch {
            await other.stop()
            throw error
        }
        #expect(other.requests.isEmpty)
        await other.stop()
    }
}
