// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

@Suite("Answers without end", .timeLimit(.minutes(1)))
struct BoundedWorkTests {
    /// A megabyte of a text, again and again.
    private static func endless(_ text: String) -> String {
        String(repeating: text, count: 1_048_576 / text.utf8.count)
    }

    @Test(
        "end the exchange after a bounded amount of work, long before its time",
        arguments: [
            ("provisional answers", "", "HTTP/1.1 100 Continue\r\n\r\n"),
            ("chunks of one byte", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"),
            ("chunk extensions", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "a"),
            ("headers", "HTTP/1.1 200 OK\r\n", "A: b\r\n"),
            ("trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n"),
            ("blank lines", "", "\r\n"),
        ])
    func work(name: String, head: String, text: String) async throws {
        // Much more than any limit.
        let flood = [StubServer.Step](repeating: .send(Self.endless(text)), count: 24)
        for delete in [false, true] {
            try await StubServer.run(.always([.send(head)] + flood)) { _, port in
                try await withClient(port: port, timeout: .seconds(600)) { client in
                    let error =
                        delete
                        ? await failure { try await client.cancelActivity(ActivityID("a")) }
                        : await failure { try await client.activities() }
                    switch error?.reason {
                    case .unreadable, .connectionLost: break
                    // The status was known.
                    case nil where delete: break
                    default: Issue.record("\(String(describing: error))")
                    }
                }
            }
        }
    }

    @Test("do not open a stream", arguments: NotificationTransport.allCases)
    func streams(transport: NotificationTransport) async throws {
        let flood = [StubServer.Step](repeating: .send(Self.endless("HTTP/1.1 100 Continue\r\n\r\n")), count: 4)
        try await StubServer.run(.always(flood)) { _, port in
            try await withClient(port: port, timeout: .seconds(600)) { client in
                let error = await failure { try await client.notifications(over: transport) }
                guard case .unreadable = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
            }
        }
    }
}
