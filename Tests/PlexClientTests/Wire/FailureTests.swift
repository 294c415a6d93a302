// SPDX-License-Identifier: Apache-2.0

import NIOCore
import PlexModel
import Testing

@testable import PlexClient

@Suite("Answers that cannot be used", .timeLimit(.minutes(1)))
struct FailureTests {
    /// The error that the answer causes.
    private func error(
        _ steps: [StubServer.Step], timeout: Duration = .seconds(30), delete: Bool = false
    ) async throws -> PlexClientError? {
        var error: PlexClientError?
        try await StubServer.run(.always(steps)) { _, port in
            try await withClient(port: port, timeout: timeout) { client in
                error =
                    delete
                    ? await failure { try await client.cancelActivity(ActivityID("7e2b")) }
                    : await failure { try await client.activities() }
            }
        }
        if let error {
            #expect(!"\(error)".contains("s3cret"))
            #expect("\(error)".contains(delete ? "DELETE /activities/7e2b" : "GET /activities"))
        }
        return error
    }

    @Test(
        "the status alone decides",
        arguments: [
            ("401 Unauthorized", .unauthorized(status: 401)), ("498 Invalid Token", .unauthorized(status: 498)),
            ("400 Bad Request", .badRequest(excerpt: "no")), ("403 Forbidden", .forbidden(excerpt: "no")),
            ("404 Not Found", .notFound(excerpt: "no")), ("429 Too Many Requests", .tooManyRequests(retryAfter: nil)),
            ("500 Oops", .http(status: 500, retryAfter: nil, excerpt: "no")),
            ("503 Service Unavailable", .http(status: 503, retryAfter: nil, excerpt: "no")),
            ("418 Teapot", .http(status: 418, retryAfter: nil, excerpt: "no")),
            ("300 Multiple Choices", .http(status: 300, retryAfter: nil, excerpt: "no")),
            ("999 Odd", .http(status: 999, retryAfter: nil, excerpt: "no")),
        ] as [(String, PlexClientError.Reason)])
    func status(line: String, expected: PlexClientError.Reason) async throws {
        for delete in [false, true] {
            #expect(try await self.error([.answer("no", status: line)], delete: delete)?.reason == expected)
        }
    }

    @Test(
        "a time to wait is read",
        arguments: [
            ("7", Duration.seconds(7)), ("0", .zero), ("999999999", .seconds(86_400)), ("-1", nil), ("soon", nil),
            ("1.5", nil),
            ("99999999999999999999", nil), ("Wed, 21 Oct 2026 07:28:00 GMT", nil),
        ] as [(String, Duration?)])
    func retryAfter(header: String, expected: Duration?) async throws {
        let headers = "Retry-After: \(header)\r\n"
        let limited = try await self.error([.answer("", status: "429 Slow", headers: headers)])
        #expect(limited?.reason == .tooManyRequests(retryAfter: expected))
        let unavailable = try await self.error([.answer("", status: "503 Down", headers: headers)])
        #expect(unavailable?.retryAfter == expected)
    }

    @Test("the body of an error is quoted in a line, without controls and without the token")
    func excerpt() async throws {
        let body = "<b>no\u{1B}[2J\r\n</b> X-Plex-Token: s3cret-T0ken \u{202E}" + String(repeating: "x", count: 10_000)
        let error = try await self.error([.answer(body, status: "500 Oops", type: "text/html")])
        guard case .http(500, nil, let excerpt) = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excerpt.hasPrefix("<b>no [2J </b> X-Plex-Token: [token] xxx"))
        #expect(excerpt.unicodeScalars.count == 161)
    }

    @Test("an error keeps its status when its body never ends, is endless, or is cut off")
    func errorBodies() async throws {
        let head = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000\r\n\r\n"
        #expect(try await self.error([.send(head)], timeout: .seconds(6))?.reason == .unauthorized(status: 401))
        #expect(try await self.error([.send(head + "x"), .close])?.reason == .unauthorized(status: 401))
        let endless = "HTTP/1.1 401 Unauthorized\r\n\r\n"
        #expect(try await self.error([.send(endless), .flood(104_857_600)])?.reason == .unauthorized(status: 401))
    }

    @Test("a request to stop something counts as taken whatever becomes of the body")
    func unusedBodies() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
        #expect(try await self.error([.send(head)], timeout: .seconds(6), delete: true) == nil)
        #expect(try await self.error([.send(head + "x"), .close], delete: true) == nil)
        #expect(try await self.error([.answer("<html>", type: "text/html")], delete: true) == nil)
        #expect(try await self.error([.send("HTTP/1.1 204 No Content\r\n\r\n")], delete: true) == nil)
    }

    @Test(
        "a good status with a body that is not JSON says so",
        arguments: [
            ("text/html", Payloads.unauthorized), ("text/xml;charset=utf-8", Payloads.activitiesXML),
            ("application/json", Payloads.activitiesXML), ("application/json", " \n<html>"), ("application/json", ""),
            ("text/html", Payloads.activities), ("text/plain", "maintenance"),
            ("application/json", "{\"MediaContainer\":"),
            ("application/json", String(repeating: "[", count: 100_000)),
        ])
    func notJSON(type: String, body: String) async throws {
        let error = try await self.error([.answer(body, type: type)])
        guard case .notJSON(type, _, let excerpt) = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(excerpt.unicodeScalars.count <= 161)
    }

    @Test("JSON without a container is unreadable, and JSON without a type is read")
    func containers() async throws {
        guard case .unreadable = try await self.error([.answer("{}")])?.reason else {
            Issue.record("an empty object is no answer")
            return
        }
        #expect(try await self.error([.answer(Payloads.activities, type: "text/plain")]) == nil)
    }

    @Test("a body that is cut off is never read")
    func truncated() async throws {
        let text = Payloads.noActivities
        let announced = "HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count + 1)\r\n\r\n\(text)"
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1d\r\n\(text)"
        for answer in [announced, chunked] {
            let error = try await self.error([.send(answer), .close])
            guard case .connectionLost = error?.reason else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(error?.mayHaveBeenReceived == true)
        }
        let untilClose = "HTTP/1.1 200 OK\r\n\r\n\(Payloads.activities.dropLast(30))"
        guard case .notJSON = try await self.error([.send(untilClose), .close])?.reason else {
            Issue.record("an answer that ends with its connection must be complete by itself")
            return
        }
    }

    @Test("100 MiB are not read, whether announced or not")
    func oversize() async throws {
        let size = 104_857_600
        for head in ["Content-Length: \(size)\r\n", "X-Unknown-Length: 1\r\n"] {
            try await StubServer.run(.always([.send("HTTP/1.1 200 OK\r\n\(head)\r\n"), .flood(size)])) {
                server, port in
                try await withClient(port: port) { client in
                    let error = await failure { try await client.activities() }
                    #expect(error?.reason == .tooLarge(limit: 4_194_304))
                }
                // Some of it waits in the buffers of the system.
                #expect(server.seen.flooded < size / 2)
            }
        }
    }

    @Test("4 MiB are read")
    func largest() async throws {
        let padding = ResponseLimits.maximumBody - Payloads.noActivities.utf8.count
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(ResponseLimits.maximumBody)\r\n\r\n"
        #expect(try await self.error([.send(head), .flood(padding), .send(Payloads.noActivities)]) == nil)
    }

    @Test(
        "a redirect is not followed, and its query is not shown",
        arguments: [
            ("http://evil.example/activities?X-Plex-Token=x", "http://evil.example/activities"),
            ("/elsewhere", "/elsewhere"),
            ("http://user:secret@evil.example/#x", "…@evil.example/"),
        ])
    func redirect(location: String, shown: String) async throws {
        for status in [301, 302, 303, 307, 308] {
            try await StubServer.run(
                .always([.answer("", status: "\(status) Moved", headers: "Location: \(location)\r\n")])
            ) { server, port in
                try await withClient(port: port) { client in
                    let error = await failure { try await client.activities() }
                    #expect(error?.reason == .redirected(status: status, location: shown))
                }
                #expect(server.seen.requests.count == 1)
            }
        }
    }

    @Test("a connection that breaks is told from one that never was")
    func connections() async throws {
        for steps in [
            [StubServer.Step.close], [.reset], [.send("HTTP/1.1 2"), .reset], [.send("nonsense\r\n\r\n"), .close],
        ] {
            let error = try await self.error(steps)
            guard case .connectionLost = error?.reason else {
                Issue.record("\(steps): \(String(describing: error))")
                continue
            }
        }
        try await ClosedPort.hold { port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.activities() }
                guard case .unreachable(_, 111) = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(error?.mayHaveBeenReceived == false)
            }
        }
    }

    @Test("an endless header is given up")
    func endlessHeader() async throws {
        let error = try await self.error([.send("HTTP/1.1 200 OK\r\nX-Endless: a"), .flood(104_857_600)])
        guard case .connectionLost = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a sandbox is told from a server that does not run")
    func sandbox() {
        let reason = TransportFailure.connecting(
            [
                ChannelError.connectTimeout(.seconds(1)), IOError(errnoCode: 111, reason: ""),
                IOError(errnoCode: 1, reason: ""),
            ],
            timeout: .seconds(1))
        guard case .unreachable(let cause, 1) = reason else {
            Issue.record("\(reason)")
            return
        }
        #expect(cause.contains("sandbox"))
    }

    @Test("a host that has no address is told from one that does not answer")
    func unresolved() async throws {
        // The resolver refuses an empty label by itself, with or without a network.
        let address = try PlexServerAddress("http://plex..test:1")
        try await withClient(
            port: 1, adjust: { $0.address = address },
            body: { client in
                let error = await failure { try await client.activities() }
                guard case .unreachable(let cause, nil) = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(cause.hasPrefix("the name plex..test cannot be resolved: "))
                #expect(error?.mayHaveBeenReceived == false)
            })
    }

    @Test("the time limit covers the whole exchange", arguments: 0..<4)
    func timeouts(example: Int) async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n"
        let slow = String(repeating: "X: y\r\n", count: 100)
        let steps: [[StubServer.Step]] = [
            [], [.send(head)], [.send(head), .drip(Payloads.activities + Payloads.activities)],
            [.drip("HTTP/1.1 200 OK\r\n\(slow)\r\n")],
        ]
        let error = try await self.error(steps[example], timeout: .seconds(8))
        #expect(error?.reason == .timedOut(after: .seconds(8)))
        #expect(error?.mayHaveBeenReceived == true)
    }

    @Test(
        "a cancelled task does not wait for the answer",
        arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"])
    func cancellation(head: String) async throws {
        try await StubServer.run(.always(head.isEmpty ? [] : [.send(head)])) { server, port in
            // Longer than the test may take.
            try await withClient(port: port, timeout: .seconds(600)) { client in
                let task = Task { await failure { try await client.activities() } }
                for await _ in server.arrivals { break }
                task.cancel()
                #expect(await task.value?.reason == .cancelled)
            }
        }
    }

    @Test("a client that has been shut down says so")
    func shutDown() async throws {
        try await StubServer.run(.always([.answer(Payloads.activities)])) { _, port in
            try await withClient(port: port) { client in
                _ = try await client.activities()
                await client.shutdown()
                #expect(await failure { try await client.activities() }?.reason == .shutDown)
            }
        }
    }

    @Test("after every failure the next good answer is read")
    func recovery() async throws {
        let script = StubServer.Script { request in
            request.connection == 0 ? [.reset] : [.answer(Payloads.activities)]
        }
        try await StubServer.run(script) { _, port in
            try await withClient(port: port) { client in
                #expect(await failure { try await client.activities() } != nil)
                let answer = try await client.activities()
                #expect(answer.value.activities.count == 3)
            }
        }
    }
}
