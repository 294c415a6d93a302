// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// Each fault, as a client sees it on the wire.
@Suite(.timeLimit(.minutes(1))) struct FaultDeliveryTests {
    /// A server on which everything goes wrong in one way, and one activity that can be cancelled.
    static func scenario(_ kind: Fault.Kind) -> Scenario {
        Scenario(
            activities: [
                ActivityPlan(type: .mediaDownload, isCancellable: true, uuid: "u", course: Course(stick: .percent(1)))
            ],
            faults: [Fault(kind)]
        )
    }

    /// Asks such a server for its activities.
    static func answer(_ kind: Fault.Kind, _ line: String = "GET /activities") async throws -> RawAnswer {
        try await withServer(Self.scenario(kind)) { server in
            let answer = try await RawAnswer.of(line, port: server.port, headers: ["Accept: application/json"])
            #expect(server.requests.map(\.fault) == [kind.name])
            return answer
        }
    }

    @Test("a status comes with a page", arguments: [401, 404, 429, 498, 500, 503])
    func aStatusComesWithAPage(status: Int) async throws {
        let answer = try await Self.answer(.status(status, retryAfter: 7))
        #expect(answer.status == status)
        #expect(answer.header("Content-Type") == "text/html")
        #expect(answer.header("Retry-After") == "7")
        #expect(answer.body.contains("<h1>\(status) "))
    }

    @Test("without Retry-After there is no such header")
    func withoutRetryAfterThereIsNoSuchHeader() async throws {
        let answer = try await Self.answer(.status(503, retryAfter: nil))
        #expect(answer.header("Retry-After") == nil)
    }

    @Test("a status keeps the request from the server")
    func aStatusKeepsTheRequestFromTheServer() async throws {
        try await withServer(Self.scenario(.status(500, retryAfter: nil))) { server in
            let answer = try await RawAnswer.of("DELETE /activities/u", port: server.port)
            #expect(answer.status == 500)
            #expect(server.withWorld { $0.activities.count } == 1)
        }
    }

    @Test("a delayed answer shows the moment of the request")
    func aDelayedAnswerShowsTheMomentOfTheRequest() async throws {
        try await withServer(Self.scenario(.delay(.seconds(5)))) { server in
            let connection = try RawConnection(port: server.port)
            connection.request("GET /activities", headers: ["Connection: close"])
            _ = await server.requests(atLeast: 1)
            server.withWorld { _ = $0.end(ActivityID("u")) }
            let early = await connection.read(silence: 1)
            #expect(early.text.isEmpty)
            #expect(early.ending == .silent)
            await server.advance(by: .seconds(5))
            let late = await connection.read()
            #expect(late.ending == .closed)
            #expect(late.text.contains(#"uuid="u""#))
        }
    }

    @Test("a hang is never answered but the server does what it was told")
    func aHangIsNeverAnsweredButTheServerDoesWhatItWasTold() async throws {
        try await withServer(Self.scenario(.hang)) { server in
            let connection = try RawConnection(port: server.port)
            connection.request("DELETE /activities/u")
            _ = await server.requests(atLeast: 1)
            await server.advance(by: .seconds(86_400))
            let (text, ending) = await connection.read(silence: 1)
            #expect(text.isEmpty)
            #expect(ending == .silent)
            #expect(server.withWorld { $0.activities }.isEmpty)
        }
    }

    @Test("a drip sends the head and then one byte at a time")
    func aDripSendsTheHeadAndThenOneByteAtATime() async throws {
        try await withServer(Self.scenario(.drip(.seconds(1)))) { server in
            let connection = try RawConnection(port: server.port)
            connection.request("GET /activities")
            let head = await connection.read { $0.hasSuffix("\r\n\r\n") }
            #expect(head.ending == .satisfied)
            var body = ""
            while body.count < 5 {
                await server.advance(by: .seconds(1))
                let (text, ending) = await connection.read { !$0.isEmpty }
                #expect(ending == .satisfied)
                #expect(text.count == 1)
                body += text
            }
            #expect(body == "<?xml")
        }
    }

    @Test("a truncated body is shorter than announced", arguments: [nil, 10])
    func aTruncatedBodyIsShorterThanAnnounced(bytes: Int?) async throws {
        let answer = try await Self.answer(.truncate(bytes: bytes))
        let announced = try #require(answer.header("Content-Length").flatMap { Int($0) })
        #expect(answer.body.utf8.count == bytes ?? announced / 2)
        #expect(answer.body.utf8.count < announced)
        #expect(answer.ending == .closed)
    }

    @Test("an oversized body announces no length")
    func anOversizedBodyAnnouncesNoLength() async throws {
        let answer = try await Self.answer(.oversized(mebibytes: 2))
        #expect(answer.header("Content-Length") == nil)
        #expect(answer.header("Transfer-Encoding") == "chunked")
        #expect(answer.body.utf8.count > 2 << 20)
        #expect(answer.body.hasSuffix("0\r\n\r\n"))
    }

    @Test("a client that goes away ends an oversized body")
    func aClientThatGoesAwayEndsAnOversizedBody() async throws {
        try await withServer(Self.scenario(.oversized(mebibytes: 100_000))) { server in
            do {
                let connection = try RawConnection(port: server.port)
                connection.request("GET /activities")
                _ = await connection.read { !$0.isEmpty }
            }
            server.clearFaults()
            let answer = try await RawAnswer.of("GET /activities", port: server.port)
            #expect(answer.status == 200)
        }
    }

    @Test("a page may come with status 200")
    func aPageMayComeWithStatus200() async throws {
        let answer = try await Self.answer(.notJSON)
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "text/html")
        #expect(answer.body.hasPrefix("<html>"))
    }

    @Test("a reset is no orderly close")
    func aResetIsNoOrderlyClose() async throws {
        let answer = try await Self.answer(.reset)
        #expect(answer.head.isEmpty)
        #expect(answer.ending == .reset)
    }

    @Test("a redirect says where")
    func aRedirectSaysWhere() async throws {
        let answer = try await Self.answer(.redirect(status: 307, location: "http://127.0.0.2:1/activities"))
        #expect(answer.status == 307)
        #expect(answer.header("Location") == "http://127.0.0.2:1/activities")
    }

    @Test("wrong types come as JSON")
    func wrongTypesComeAsJSON() async throws {
        let answer = try await Self.answer(.wrongTypes)
        #expect(answer.status == 200)
        #expect(answer.body.contains(#""size":"many""#))
        #expect(answer.body.contains(#""uuid":"u""#))
    }

    @Test("a raw body is sent as it is")
    func aRawBodyIsSentAsItIs() async throws {
        let body = String(repeating: "[", count: 100_000)
        let answer = try await Self.answer(.raw(body: body, contentType: "application/json"))
        #expect(answer.status == 200)
        #expect(answer.body == body)
    }

    @Test("faults come and go while the server runs")
    func faultsComeAndGoWhileTheServerRuns() async throws {
        try await withServer(Scenario()) { server in
            server.add(Fault(.status(503, retryAfter: nil), requests: 1))
            var statuses: [Int?] = []
            for _ in 0..<2 {
                statuses.append(try await RawAnswer.of("GET /activities", port: server.port).status)
            }
            #expect(statuses == [503, 200])
        }
    }
}
