// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PlexClient

@Suite("Answers that break off", .timeLimit(.minutes(1)))
struct TruncationTests {
    /// A good answer in both framings.
    private static let answers = [
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(Payloads.noActivities.utf8.count)\r\n\r\n"
            + Payloads.noActivities,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1d\r\n\(Payloads.noActivities)\r\n0\r\nX-A: b\r\n\r\n",
    ]

    @Test("at any byte are lost connections, and say so in one sentence", arguments: answers)
    func everyTruncation(answer: String) async throws {
        let script = StubServer.Script { request in
            [.send(String(answer.prefix(request.index))), .close]
        }
        try await StubServer.run(script) { _, port in
            try await withClient(port: port) { client in
                for length in 0..<answer.count {
                    let error = await failure { try await client.activities() }
                    guard case .connectionLost(let cause, nil) = error?.reason else {
                        Issue.record("\(length): \(String(describing: error))")
                        return
                    }
                    #expect(cause.contains("(it may be restarting)"))
                    #expect(error?.mayHaveBeenReceived == true)
                }
            }
        }
    }

    @Test("name the server and what it may be doing")
    func words() async throws {
        try await StubServer.run(.always([.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), .close])) { _, port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.activities() }
                #expect(
                    error?.description
                        == "GET /activities at http://127.0.0.1:\(port): Plex closed the connection before the answer "
                        + "was complete (it may be restarting)")
            }
        }
    }
}
