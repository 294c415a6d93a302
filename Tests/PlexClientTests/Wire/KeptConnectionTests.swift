// SPDX-License-Identifier: Apache-2.0

import NIOCore
import PlexModel
import Testing

@testable import PlexClient

@Suite("The kept connection", .timeLimit(.minutes(1)))
struct KeptConnectionTests {
    /// A good answer.
    private static let good = StubServer.Step.answer(Payloads.noActivities)

    /// Closes the first connection at its second request, in this way.
    private static func closing(_ steps: [StubServer.Step]) -> StubServer.Script {
        StubServer.Script { request in request.connection == 0 && request.index > 0 ? steps : [Self.good] }
    }

    @Test("that closes as a GET goes out costs nothing", arguments: [[StubServer.Step.close], [.reset]])
    func getIsRepeated(steps: [StubServer.Step]) async throws {
        try await StubServer.run(Self.closing(steps)) { server, port in
            try await withClient(port: port) { client in
                _ = try await client.activities()
                _ = try await client.activities()
            }
            #expect(server.seen.requests.map(\.connection) == [0, 0, 1])
        }
    }

    @Test(
        "that closes as a DELETE goes out is an error, and nothing is repeated",
        arguments: [[StubServer.Step.close], [.reset]])
    func deleteIsNotRepeated(steps: [StubServer.Step]) async throws {
        try await StubServer.run(Self.closing(steps)) { server, port in
            try await withClient(port: port) { client in
                _ = try await client.activities()
                let error = await failure { try await client.cancelActivity(ActivityID("7e2b")) }
                guard case .connectionLost = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(error?.mayHaveBeenReceived == true)
            }
            #expect(server.seen.requests.count == 2)
        }
    }

    @Test("that closes after a byte of the answer is an error for a GET too")
    func startedAnswerIsNotRepeated() async throws {
        try await StubServer.run(Self.closing([.send("H"), .close])) { server, port in
            try await withClient(port: port) { client in
                _ = try await client.activities()
                #expect(await failure { try await client.activities() } != nil)
            }
            #expect(server.seen.requests.count == 2)
        }
    }

    @Test("is not blamed on a fresh connection: a GET is sent twice at most")
    func freshConnectionIsNotRepeated() async throws {
        let script = StubServer.Script { request in request.index == 0 ? [Self.good] : [.close] }
        try await StubServer.run(script) { server, port in
            try await withClient(port: port) { client in
                _ = try await client.activities()
                #expect(await failure { try await client.activities() } != nil)
                #expect(server.seen.requests.count == 3)
                #expect(await failure { try await client.activities() } != nil)
                #expect(server.seen.requests.count == 4)
            }
        }
    }

    @Test("is let go of as soon as the server closes it")
    func serverCloses() async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let first = client.activities()
                let peer = try await server.accept()
                try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 29\r\n\r\n" + Payloads.noActivities)
                _ = try await first
                try await peer.close()
                // Closed at both ends without a request, so that the next one needs no second try.
                while await client.exchange.openConnections > 0 { await Task.yield() }
                async let second = client.cancelActivity(ActivityID("7e2b"))
                try await server.accept().send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                _ = try await second
            }
        }
    }

    @Test("that says something unasked is closed at once")
    func unasked() async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port) { client in
                async let first = client.activities()
                let peer = try await server.accept()
                try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 29\r\n\r\n" + Payloads.noActivities)
                _ = try await first
                try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                try await peer.waitForGoodbye()
            }
        }
    }

    @Test("is not shared: a slow answer does not hold up another request")
    func parallel() async throws {
        let script = StubServer.Script { request in request.line.hasPrefix("GET") ? [] : [.answer("")] }
        try await StubServer.run(script) { server, port in
            try await withClient(port: port) { client in
                let slow = Task { await failure { try await client.activities() } }
                for await _ in server.arrivals { break }
                _ = try await client.cancelActivity(ActivityID("7e2b"))
                slow.cancel()
                #expect(await slow.value?.reason == .cancelled)
            }
            #expect(server.seen.connections == 2)
        }
    }

    @Test("has few others beside it, and requests beyond them wait their turn")
    func bounded() async throws {
        try await StubServer.run(.always([.drip("HTTP"), .send("/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")])) {
            server, port in
            try await withClient(port: port) { client in
                await withTaskGroup(of: PlexClientError?.self) { group in
                    for _ in 0..<20 {
                        group.addTask { await failure { try await client.cancelActivity(ActivityID("7e2b")) } }
                    }
                    for await error in group { #expect(error == nil) }
                }
            }
            #expect(server.seen.requests.count == 20)
            #expect((2...ConnectionPool.maximumConnections).contains(server.seen.connections))
        }
    }

    @Test("closes when its client is gone")
    func abandoned() async throws {
        try await StreamServer.run { server, port in
            let configuration = PlexClientConfiguration(
                address: try PlexServerAddress("http://127.0.0.1:\(port)"), clientIdentifier: "a")
            let asking = Task {
                let client = try PlexClient(configuration: configuration)
                _ = try await client.cancelActivity(ActivityID("7e2b"))
            }
            let peer = try await server.accept()
            try await peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            try await asking.value
            try await peer.waitForGoodbye()
        }
    }
}
