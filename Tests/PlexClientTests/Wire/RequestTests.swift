// SPDX-License-Identifier: Apache-2.0

import PlexClient
import PlexModel
import Testing

@Suite("Requests as they are sent", .timeLimit(.minutes(1)))
struct RequestTests {
    @Test("every request has its method and path, behind the prefix of the url")
    func paths() async throws {
        let script = StubServer.Script { request in
            switch request.line.split(separator: " ").dropFirst().first ?? "" {
            case "/plex/activities": [.answer(Payloads.activities)]
            case "/plex/library/sections": [.answer(Payloads.sections)]
            case "/plex/butler": [.answer(Payloads.butler)]
            case "/plex/identity": [.answer(Payloads.identity)]
            case "/plex/status/sessions": [.answer(Payloads.sessions)]
            default: [.answer("", headers: "X-Plex-Activity: d391ddb0\r\nX-Plex-Pms-Api-Version: 1.1.1\r\n")]
            }
        }
        try await StubServer.run(script) { server, port in
            try await withClient(port: port, prefix: "/plex") { client in
                #expect(try await client.activities().value.activities.count == 3)
                #expect(try await client.sections().value.count == 2)
                #expect(try await client.butlerTasks().value.count == 2)
                #expect(try await client.identity().value.version == "1.43.3.10000-abcdef123")
                #expect(try await client.sessions().value.count == 4)
                let answer = try await client.cancelActivity(ActivityID("7e2b"))
                #expect(answer.status == 200)
                #expect(answer.startedActivity == ActivityID("d391ddb0"))
                #expect(answer.apiVersion == "1.1.1")
                _ = try await client.stopSectionRefresh(SectionID("3"))
                _ = try await client.stopButlerTask("LoudnessAnalysis")
            }
            let lines = server.seen.requests.map(\.line)
            #expect(
                lines == [
                    "GET /plex/activities HTTP/1.1", "GET /plex/library/sections HTTP/1.1", "GET /plex/butler HTTP/1.1",
                    "GET /plex/identity HTTP/1.1", "GET /plex/status/sessions HTTP/1.1",
                    "DELETE /plex/activities/7e2b HTTP/1.1", "DELETE /plex/library/sections/3/refresh HTTP/1.1",
                    "DELETE /plex/butler/LoudnessAnalysis HTTP/1.1",
                ])
        }
    }

    @Test("the token is in its header and nowhere else, can be replaced, and is left out when empty")
    func token() async throws {
        try await StubServer.run(.always([.answer(Payloads.noActivities)])) { server, port in
            try await withClient(port: port) { client in
                _ = try await client.activities()
                client.replaceToken(try PlexToken("an0ther"))
                _ = try await client.activities()
                client.replaceToken(.none)
                _ = try await client.activities()
            }
            let record = server.seen
            let heads = record.requests.map(\.head)
            #expect(record.connections == 1)
            try #require(heads.count == 3)
            let lines = heads[0].split(separator: "\r\n")
            #expect(lines.filter { $0.contains("s3cret") } == ["X-Plex-Token: s3cret-T0ken"])
            for line in [
                "Accept: application/json", "X-Plex-Client-Identifier: 0123456789abcdef",
                "X-Plex-Product: plex-activityd",
                "X-Plex-Version: 1.0", "X-Plex-Device-Name: nas", "User-Agent: plex-activityd/1.0",
            ] {
                #expect(lines.contains { $0 == line }, "\(line) is missing")
            }
            #expect(heads[1].contains("X-Plex-Token: an0ther\r\n") && !heads[1].contains("s3cret"))
            #expect(!heads[2].contains("X-Plex-Token"))
        }
    }

    @Test(
        "no identifier changes the route",
        arguments: [
            ("../../x", "..%2F..%2Fx"), ("%2e%2e", "%252e%252e"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("...", "..."),
            ("a b\r\nX-Evil: 1", "a%20b%0D%0AX-Evil%3A%201"), ("é;=\\", "%C3%A9%3B%3D%5C"), ("\0", "%00"),
            ("//evil.example/", "%2F%2Fevil.example%2F"), ("@:[]", "%40%3A%5B%5D"),
        ])
    func identifiers(identifier: String, encoded: String) async throws {
        try await StubServer.run(.always([.answer("")])) { server, port in
            try await withClient(port: port) { client in
                _ = try await client.cancelActivity(ActivityID(identifier))
                _ = try await client.stopButlerTask(ButlerTask.Name(rawValue: identifier))
            }
            let requests = server.seen.requests
            #expect(
                requests.map(\.line) == [
                    "DELETE /activities/\(encoded) HTTP/1.1", "DELETE /butler/\(encoded) HTTP/1.1",
                ])
            #expect(requests.allSatisfy { !$0.head.contains("\r\nX-Evil") })
        }
    }

    @Test("an identifier that would change the route whatever its encoding is not sent")
    func refusedIdentifiers() async throws {
        try await StubServer.run(.always([.answer("")])) { server, port in
            try await withClient(port: port) { client in
                for identifier in ["", ".", "..", String(repeating: "a", count: 1025)] {
                    for error in [
                        await failure { try await client.cancelActivity(ActivityID(identifier)) },
                        await failure { try await client.stopButlerTask(ButlerTask.Name(rawValue: identifier)) },
                    ] {
                        guard case .invalidRequest = error?.reason else {
                            Issue.record("\(String(describing: error))")
                            continue
                        }
                        #expect(error?.mayHaveBeenReceived == false)
                    }
                }
                for section in ["", "all", "../1", "1/2", "-1", "١"] {
                    let error = await failure { try await client.stopSectionRefresh(SectionID(section)) }
                    guard case .invalidRequest = error?.reason else {
                        Issue.record("\(section): \(String(describing: error))")
                        continue
                    }
                }
            }
            #expect(server.seen.connections == 0)
        }
    }

    @Test("one connection serves many requests, also after errors")
    func reuse() async throws {
        let script = StubServer.Script { request in
            request.line.hasPrefix("DELETE")
                ? [.answer(Payloads.unauthorized, status: "404 Not Found", type: "text/html")]
                : [.answer(Payloads.activities)]
        }
        try await StubServer.run(script) { server, port in
            try await withClient(port: port) { client in
                for _ in 0..<20 {
                    _ = try await client.activities()
                    #expect(await failure { try await client.cancelActivity(ActivityID("a")) }?.status == 404)
                }
            }
            #expect(server.seen.requests.count == 40)
            #expect(server.seen.connections == 1)
        }
    }

    @Test("a body equal to the one before is not decoded again")
    func unchanged() async throws {
        try await StubServer.run(.always([.answer(Payloads.activities)])) { _, port in
            try await withClient(port: port) { client in
                let first = try await client.activities(unlessBody: nil).value
                guard case .changed(let snapshot, let body) = first else {
                    Issue.record("the first answer is always another one")
                    return
                }
                #expect(snapshot.activities.count == 3)
                #expect(try await client.activities(unlessBody: body).value == .unchanged)
                #expect(try await client.activities(unlessBody: ActivitiesBody(bytes: [1])).value == first)
            }
        }
    }
}
