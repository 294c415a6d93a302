// SPDX-License-Identifier: Apache-2.0

import PlexClient
import Testing

/// Servers that go on after the stream has come to its end: what they send must reach nobody.
@Suite("A stream that has ended", .timeLimit(.minutes(1)))
struct HostileStreamTests {
    /// A head that accepts an EventSource, with another header.
    private static func head(_ header: String = "") -> String {
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\(header)\r\n"
    }

    /// One chunk of a body, as RFC 9112 section 7.1 has it.
    private static func chunk(_ text: String) -> String {
        String(text.utf8.count, radix: 16) + "\r\n" + text + "\r\n"
    }

    /// More than a line may have that has no end.
    private static let endless = "data: " + String(repeating: "a", count: 20 << 10)
    private static let message = "data: {}\n\n"

    /// A body, and why the stream ends.
    private static let bodies: [(body: String, reason: PlexClientError.Reason)] = [
        // The rest comes in the same segment as what ends the stream, and after it.
        (
            Self.head("Transfer-Encoding: chunked\r\n") + Self.chunk(Self.endless) + Self.chunk(Self.endless)
                + Self.chunk("\n" + Self.message) + "0\r\n\r\n",
            .tooLarge(limit: 1024)
        ),
        (Self.head() + Self.endless + Self.endless, .tooLarge(limit: 1024)),
        (Self.head("Content-Length: \(Self.endless.utf8.count)\r\n") + Self.endless, .tooLarge(limit: 1024)),
        (
            Self.head("Content-Length: \(Self.message.utf8.count)\r\n") + Self.message + Self.head() + Self.message,
            .streamEnded(code: nil, words: "")
        ),
        (
            Self.head("Transfer-Encoding: chunked\r\n") + "0\r\n\r\nHTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno",
            .streamEnded(code: nil, words: "")
        ),
    ]

    @Test("takes nothing more", arguments: Self.bodies)
    func over(body: String, reason: PlexClientError.Reason) async throws {
        let limits = NotificationLimits.with { $0.messageSize = 1024 }
        for ending in [[StubServer.Step.close], []] {
            try await StubServer.run(.always([.send(body)] + ending)) { _, port in
                try await withClient(port: port) { client in
                    let stream = try await client.notifications(over: .eventSource, limits: limits)
                    #expect(await end(of: stream)?.reason == reason)
                }
            }
        }
    }
}
