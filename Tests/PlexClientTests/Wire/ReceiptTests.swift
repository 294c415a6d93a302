// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

@Suite("Whether the server may have received a request", .timeLimit(.minutes(1)))
struct ReceiptTests {
    /// The error of a request to stop something.
    private func error(
        port: Int, timeout: Duration = .seconds(30), url: String? = nil,
        adjust: (inout PlexClientConfiguration) throws -> Void = { _ in }
    ) async throws -> PlexClientError? {
        var error: PlexClientError?
        try await withClient(
            port: port, timeout: timeout,
            adjust: {
                if let url { $0.address = try PlexServerAddress(url) }
                try adjust(&$0)
            },
            body: { client in error = await failure { try await client.cancelActivity(ActivityID("7e2b")) } })
        return error
    }

    @Test("no, when nothing listens")
    func refused() async throws {
        try await ClosedPort.hold { port in
            let error = try await self.error(port: port)
            #expect(error?.mayHaveBeenReceived == false)
        }
    }

    @Test("no, when the name is not resolved")
    func unresolved() async throws {
        #expect(try await self.error(port: 1, url: "http://plex..test:1")?.mayHaveBeenReceived == false)
    }

    @Test("no, when TLS fails, even if that takes all the time there is")
    func handshake() async throws {
        try await StubServer.run(.always([])) { server, port in
            let url = "https://127.0.0.1:\(port)"
            let error = try await self.error(port: port, timeout: .seconds(1), url: url)
            #expect(error?.reason == .timedOut(after: .seconds(1)))
            #expect(error?.mayHaveBeenReceived == false)
            #expect(error?.description == "DELETE /activities/7e2b at \(url): no connection within 1.0 seconds")
            #expect(server.seen.requests.isEmpty)
        }
        try await StubServer.run(.always([]), greeting: "HTTP/1.1 400 Bad Request\r\n\r\n") { _, port in
            let error = try await self.error(port: port, url: "https://127.0.0.1:\(port)")
            #expect(error?.mayHaveBeenReceived == false)
        }
    }

    @Test("yes, when it was written and no answer came", arguments: [[], [StubServer.Step.close], [.reset]])
    func written(steps: [StubServer.Step]) async throws {
        try await StubServer.run(.always(steps)) { server, port in
            // Long enough for a slow machine to connect.
            let error = try await self.error(port: port, timeout: .seconds(10))
            #expect(error?.mayHaveBeenReceived == true)
            #expect(server.seen.requests.count == 1)
        }
    }

    @Test("no, when it still waited for a free connection")
    func waiting() async throws {
        try await StubServer.run(.always([])) { server, port in
            try await withClient(port: port, timeout: .seconds(600)) { client in
                func stop() -> Task<PlexClientError?, Never> {
                    Task { await failure { try await client.cancelActivity(ActivityID("7e2b")) } }
                }
                let tasks = (0..<ConnectionPool.maximumConnections).map { _ in stop() }
                var arrived = 0
                for await _ in server.arrivals {
                    arrived += 1
                    if arrived == tasks.count { break }
                }
                let waiting = stop()
                waiting.cancel()
                #expect(await waiting.value?.mayHaveBeenReceived == false)
                for task in tasks {
                    task.cancel()
                    #expect(await task.value?.mayHaveBeenReceived == true)
                }
            }
            #expect(server.seen.requests.count == ConnectionPool.maximumConnections)
        }
    }

    @Test("no, when it was cancelled before a connection stood")
    func cancelled() async throws {
        try await withClient(port: 1) { client in
            let error = await withTaskGroup(of: PlexClientError?.self) { group in
                // What is added from now on is cancelled from its start.
                group.cancelAll()
                group.addTask { await failure { try await client.cancelActivity(ActivityID("7e2b")) } }
                return await group.next() ?? nil
            }
            #expect(error?.reason == .cancelled)
            #expect(error?.mayHaveBeenReceived == false)
        }
    }
}
