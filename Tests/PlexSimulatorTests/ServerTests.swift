// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexModel
import Testing

@testable import PlexSimulator

/// The server through a real socket.
@Suite(.timeLimit(.minutes(1))) struct ServerTests {
    /// One scan that sticks.
    static let scenario = Scenario(
        sections: [WorldTests.movies],
        activities: [
            ActivityPlan(
                type: .libraryUpdateSection, titles: ["Scanning Movies"], section: SectionID("1"), uuid: "u",
                course: Course(stick: .percent(42)))
        ]
    )

    @Test("it answers and records what it was asked")
    func itAnswersAndRecordsWhatItWasAsked() async throws {
        try await withServer(Self.scenario) { server in
            await server.advance(by: .seconds(30))
            let answer = try await RawAnswer.of(
                "GET /activities?a=%20b", port: server.port, headers: ["Accept: application/json", "X-Plex-Token: t"])
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type") == "application/json")
            #expect(answer.header("Content-Length") == String(answer.body.utf8.count))
            #expect(answer.body.contains(#""progress":42"#))
            let record = try #require(server.requests.first)
            #expect(record.line == "GET /activities")
            #expect(record.time == .seconds(30))
            #expect(record.status == 200)
            #expect(record.fault == nil)
            #expect(record.request.token == "t")
            #expect(record.request.query == [Header(name: "a", value: " b")])
        }
    }

    @Test("a stop through the section ends the scan")
    func aStopThroughTheSectionEndsTheScan() async throws {
        try await withServer(Self.scenario) { server in
            let refused = try await RawAnswer.of("DELETE /activities/u", port: server.port)
            #expect(refused.status == 400)
            #expect(refused.header("Content-Type") == "text/html")
            let stopped = try await RawAnswer.of("DELETE /library/sections/1/refresh", port: server.port)
            #expect(stopped.status == 200)
            #expect(stopped.body.isEmpty)
            #expect(server.withWorld { $0.activities }.isEmpty)
        }
    }

    @Test("a connection is used again even after a request with a body")
    func aConnectionIsUsedAgainEvenAfterARequestWithABody() async throws {
        try await withServer(Self.scenario) { server in
            let connection = try RawConnection(port: server.port)
            connection.send("POST /butler/X HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc")
            let first = await connection.read { $0.hasSuffix("</html>") }
            #expect(first.text.hasPrefix("HTTP/1.1 404 Not Found\r\n"))
            connection.request("GET /activities")
            let second = await connection.read { $0.hasSuffix("</MediaContainer>\n") }
            #expect(second.ending == .satisfied)
            #expect(server.requests.map(\.line) == ["POST /butler/X", "GET /activities"])
        }
    }

    @Test("a test waits for requests")
    func aTestWaitsForRequests() async throws {
        try await withServer(Self.scenario) { server in
            async let found = server.requests(atLeast: 2) { $0.request.method == "DELETE" }
            for line in ["DELETE /activities/1", "GET /activities", "DELETE /activities/2"] {
                _ = try await RawAnswer.of(line, port: server.port)
            }
            #expect(await found.map(\.line) == ["DELETE /activities/1", "DELETE /activities/2"])
        }
    }

    @Test("a hook changes the world before the answer")
    func aHookChangesTheWorldBeforeTheAnswer() async throws {
        try await withServer(Self.scenario) { server in
            server.setHook { request, world in
                guard request.method == "DELETE" else { return }
                for activity in world.activities { world.end(activity.id) }
            }
            let listed = try await RawAnswer.of("GET /activities", port: server.port)
            #expect(listed.body.contains("Scanning Movies"))
            let cancelled = try await RawAnswer.of("DELETE /activities/u", port: server.port)
            #expect(cancelled.status == 404)
        }
    }

    @Test("a restart closes connections and refuses new ones until it is up")
    func aRestartClosesConnectionsAndRefusesNewOnesUntilItIsUp() async throws {
        var scenario = Self.scenario
        scenario.restarts = [RestartPlan(at: .seconds(10), downFor: .seconds(5), machineIdentifier: "another")]
        try await withServer(scenario) { server in
            let connection = try RawConnection(port: server.port)
            connection.request("GET /activities")
            _ = await connection.read { $0.hasSuffix("</MediaContainer>\n") }
            await server.advance(by: .seconds(10))
            let ending = await connection.read().ending
            #expect(ending == .closed || ending == .reset)
            #expect(throws: RawConnection.ConnectionError(code: ECONNREFUSED)) { try RawConnection(port: server.port) }

            await server.advance(by: .seconds(5))
            let identity = try await RawAnswer.of("GET /identity", port: server.port)
            #expect(identity.body.contains(#"machineIdentifier="another""#))
            let activities = try await RawAnswer.of("GET /activities", port: server.port)
            #expect(activities.body.contains(#"size="0""#))
        }
    }

    @Test("a test restarts the server")
    func aTestRestartsTheServer() async throws {
        try await withServer(Self.scenario) { server in
            await server.restart(downFor: .seconds(3), resumesWork: true)
            #expect(throws: RawConnection.ConnectionError(code: ECONNREFUSED)) { try RawConnection(port: server.port) }
            await server.advance(by: .seconds(3))
            let answer = try await RawAnswer.of("GET /activities", port: server.port)
            #expect(answer.body.contains("Scanning Movies"))
            #expect(!answer.body.contains(#"uuid="u""#))
        }
    }

    @Test("a program that was started meanwhile does not keep the port")
    func aProgramThatWasStartedMeanwhileDoesNotKeepThePort() async throws {
        try await withServer(Self.scenario) { server in
            // The child inherits every descriptor that is not close-on-exec, and ends with its input.
            let program = unsafe popen("cat >/dev/null", "w")
            defer { unsafe _ = pclose(program) }
            await server.restart(downFor: .seconds(3), resumesWork: true)
            #expect(throws: RawConnection.ConnectionError(code: ECONNREFUSED)) { try RawConnection(port: server.port) }
            await server.advance(by: .seconds(3))
            let answer = try await RawAnswer.of("GET /identity", port: server.port)
            #expect(answer.status == 200)
        }
    }

    @Test("the clock of the machine carries out restarts by itself")
    func theClockOfTheMachineCarriesOutRestartsByItself() async throws {
        var scenario = Self.scenario
        scenario.restarts = [RestartPlan(at: .seconds(3600), downFor: .seconds(3600), machineIdentifier: "another")]
        // A few hours pass in a fraction of a second.
        try await withServer(scenario, time: .clock(speed: 36_000)) { server in
            var identity: String?
            while identity?.contains("another") != true {
                identity = try? await RawAnswer.of("GET /identity", port: server.port).body
                try Task.checkCancellation()
            }
            #expect(server.withWorld { $0.activities }.isEmpty)
        }
    }

    @Test("a stopped server answers nobody")
    func aStoppedServerAnswersNobody() async throws {
        let server = try await SimulatorServer.start(scenario: Self.scenario)
        let connection = try RawConnection(port: server.port)
        await server.stop()
        let ending = await connection.read().ending
        #expect(ending == .closed || ending == .reset)
        #expect(throws: RawConnection.ConnectionError(code: ECONNREFUSED)) { try RawConnection(port: server.port) }
    }
}
