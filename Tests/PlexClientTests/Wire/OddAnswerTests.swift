// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

@Suite("Odd answers", .timeLimit(.minutes(1)))
struct OddAnswerTests {
    /// What becomes of an answer.
    enum Outcome: Hashable, Sendable {
        /// The list is read.
        case read
        /// The status decides.
        case status(Int)
        /// The connection broke, or what came is not HTTP.
        case lost
        /// The answer is HTTP, but of no use.
        case unreadable
        /// The body is no JSON.
        case notJSON
        /// The body is too long.
        case tooLarge
    }

    /// An answer and what becomes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        /// What is odd.
        var testDescription: String
        /// The bytes of the answer.
        var answer: String
        /// Whether the server closes the connection then.
        var closes = false
        /// What becomes of it.
        var outcome: Outcome
        /// Whether the next request goes over the same connection.
        var isKept = false

        init(_ description: String, _ answer: String, closes: Bool = false, _ outcome: Outcome, kept: Bool = false) {
            self.testDescription = description
            self.answer = answer
            self.closes = closes
            self.outcome = outcome
            self.isKept = kept
        }
    }

    /// The body of every good answer.
    private static let body = Payloads.noActivities
    /// Its length header.
    private static let length = "Content-Length: \(body.utf8.count)\r\n"
    /// A good answer.
    private static let good = "HTTP/1.1 200 OK\r\n\(length)\r\n\(body)"
    /// The body as one chunk, without the end.
    private static let chunk = "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n"
    /// The head of an answer in chunks.
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// Statuses and versions.
    static let statuses: [Case] = [
        Case("a good one", good, .read, kept: true),
        Case("099", "HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n", .status(99), kept: true),
        Case("000", "HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n", .status(0), kept: true),
        Case("999", "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", .status(999), kept: true),
        Case("1000", "HTTP/1.1 1000 X\r\nContent-Length: 0\r\n\r\n", .lost),
        Case("two digits", "HTTP/1.1 20 X\r\nContent-Length: 0\r\n\r\n", .lost),
        Case("letters", "HTTP/1.1 OK X\r\nContent-Length: 0\r\n\r\n", .lost),
        Case("no reason", "HTTP/1.1 200\r\n\(length)\r\n\(body)", .read, kept: true),
        Case("100 first", "HTTP/1.1 100 Continue\r\n\r\n\(good)", .read, kept: true),
        Case("102 and 103 first", "HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\nLink: a\r\n\r\n\(good)", .read, kept: true),
        Case("100 with a length", "HTTP/1.1 100 C\r\nContent-Length: 5\r\n\r\n\(good)", .read, kept: true),
        Case("100 alone", "HTTP/1.1 100 Continue\r\n\r\n", closes: true, .lost),
        Case("101", "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n\u{1}\u{2}", .unreadable),
        Case(
            "101 to HTTP/2", "HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\nPRI * HTTP/2.0\r\n",
            .unreadable),
        Case("101 without headers", "HTTP/1.1 101 S\r\n\r\n\(good)", .unreadable),
        Case("HTTP/1.0 with a length", "HTTP/1.0 200 OK\r\n\(length)\r\n\(body)", .read),
        Case(
            "HTTP/1.0 kept alive", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\(length)\r\n\(body)", .read,
            kept: true),
        Case("HTTP/1.0 until it closes", "HTTP/1.0 200 OK\r\n\r\n\(body)", closes: true, .read),
        Case("HTTP/0.9", body, closes: true, .lost),
        Case("HTTP/0.9 by its name", "HTTP/0.9 200 OK\r\n\(length)\r\n\(body)", .lost),
        Case("HTTP/2.0 by its name", "HTTP/2.0 200 OK\r\n\(length)\r\n\(body)", .lost),
        Case("HTTP/9.9", "HTTP/9.9 200 OK\r\n\(length)\r\n\(body)", .lost),
        Case("ICY", "ICY 200 OK\r\n\(length)\r\n\(body)", .lost),
        Case(
            "an HTTP/2 frame", "\0\0\u{12}\u{4}\0\0\0\0\0\0\u{3}\0\0\0\u{64}\0\u{4}\0\0\u{7F}\u{7F}\0\u{1}\0\0\0\0",
            .lost),
        Case("a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", .lost),
        Case("nothing", "", closes: true, .lost),
        Case("blank lines", "\r\n\r\n\r\n", closes: true, .lost),
        Case("204 without a body", "HTTP/1.1 204 No Content\r\n\r\n", .notJSON, kept: true),
        Case("204 with a body", "HTTP/1.1 204 No Content\r\n\(length)\r\n\(body)", .notJSON),
        Case("205 with a body", "HTTP/1.1 205 Reset\r\n\(length)\r\n\(body)", .read, kept: true),
        Case("304 with a body", "HTTP/1.1 304 Not Modified\r\n\(length)\r\n\(body)", .status(304)),
        Case("Connection: close", "HTTP/1.1 200 OK\r\nConnection: close\r\n\(length)\r\n\(body)", .read),
    ]

    /// Lengths, chunks and encodings.
    static let framings: [Case] = [
        Case("chunks", chunked + chunk + "0\r\n\r\n", .read, kept: true),
        Case(
            "an extension of a chunk", chunked + "1;a=b\r\n{\r\n" + "1c\r\n\(body.dropFirst())\r\n0\r\n\r\n", .read,
            kept: true),
        Case("a trailer", chunked + chunk + "0\r\nX-A: b\r\n\r\n", .read, kept: true),
        Case("a trailer without a value", chunked + chunk + "0\r\nX-A:\r\n\r\n", .read, kept: true),
        Case("a trailer without a name", chunked + chunk + "0\r\n: b\r\n\r\n", .lost),
        Case("a trailer that is none", chunked + chunk + "0\r\nX-A\r\n\r\n", .lost),
        Case("a length as a trailer", chunked + chunk + "0\r\nContent-Length: 5\r\n\r\n", .lost),
        Case("a long trailer", chunked + chunk + "0\r\nX: \(String(repeating: "a", count: 20_000))\r\n\r\n", .lost),
        Case(
            "a length and chunks", "HTTP/1.1 200 OK\r\n\(length)Transfer-Encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n",
            .lost),
        Case(
            "chunks and a length", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\(length)\r\n\(chunk)0\r\n\r\n",
            .lost),
        Case("a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -29\r\n\r\n\(body)", .lost),
        Case("a signed length", "HTTP/1.1 200 OK\r\nContent-Length: +29\r\n\r\n\(body)", .lost),
        Case("a hexadecimal length", "HTTP/1.1 200 OK\r\nContent-Length: 0x1d\r\n\r\n\(body)", .lost),
        Case("two lengths", "HTTP/1.1 200 OK\r\n\(length)Content-Length: 5\r\n\r\n\(body)", .lost),
        Case("a list of lengths", "HTTP/1.1 200 OK\r\nContent-Length: 29, 29\r\n\r\n\(body)", .lost),
        Case("a length of 2^63", "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n\(body)", .tooLarge),
        Case("a length of 2^64", "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n\(body)", .lost),
        Case("a length of 5 MiB", "HTTP/1.1 200 OK\r\nContent-Length: 5242880\r\n\r\n\(body)", .tooLarge),
        Case("a chunk of 2^64", chunked + "10000000000000000\r\n\(body)", .lost),
        Case("a negative chunk", chunked + "-1\r\n\(body)", .lost),
        Case("a chunk without a length", chunked + "\r\n\(body)", .lost),
        Case("a chunk that is too long", chunked + "5\r\n\(body)\r\n0\r\n\r\n", .lost),
        Case("gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\(length)\r\n\(body)", .unreadable),
        Case("deflate", "HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\(length)\r\n\(body)", .unreadable),
        Case(
            "gzip in an error", "HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\n\(length)\r\n\(body)", .status(500),
            kept: true),
        Case("identity", "HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\n\(length)\r\n\(body)", .read, kept: true),
        Case(
            "gzip and chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n\(chunk)0\r\n\r\n",
            .unreadable),
        Case(
            "gzip until it closes", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n\(body)", closes: true,
            .unreadable),
    ]

    /// Headers, and bytes around the answer.
    static let headers: [Case] = [
        Case("no colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\(length)\r\n\(body)", .lost),
        Case("no name", "HTTP/1.1 200 OK\r\n: a\r\n\(length)\r\n\(body)", .lost),
        Case("no value", "HTTP/1.1 200 OK\r\nX-A:\r\n\(length)\r\n\(body)", .read, kept: true),
        Case("a space before the colon", "HTTP/1.1 200 OK\r\nX-A : b\r\n\(length)\r\n\(body)", .lost),
        Case("a NUL", "HTTP/1.1 200 OK\r\nX-A: \0\r\n\(length)\r\n\(body)", .lost),
        Case("beyond ASCII", "HTTP/1.1 200 OK\r\nX-A: é\r\n\(length)\r\n\(body)", .read, kept: true),
        Case(
            "129 of them", "HTTP/1.1 200 OK\r\n\(String(repeating: "A: b\r\n", count: 129))\(length)\r\n\(body)", .lost),
        Case(
            "a long one", "HTTP/1.1 200 OK\r\nA: \(String(repeating: "b", count: 20_000))\r\n\(length)\r\n\(body)",
            .lost),
        Case(
            "many long ones",
            "HTTP/1.1 200 OK\r\n\(String(repeating: "A: \(String(repeating: "b", count: 9_000))\r\n", count: 9))\r\n",
            .lost),
        Case("a second answer", good + "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", .read),
        Case("the beginning of a second answer", good + "HTTP/1.1 2", .read),
        Case("one byte more", good + "H", .read),
        Case("a blank line more", good + "\r\n", .read),
        Case("a split header", "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 0\r\n\r\n\(good)", .notJSON),
    ]

    @Test("is survived, and the next request is answered", arguments: statuses + framings + headers)
    func isSurvived(example: Case) async throws {
        let script = StubServer.Script { request in
            request.index > 0
                ? [.answer(Self.body)] : [.send(example.answer)] + (example.closes ? [.close] : [])
        }
        try await StubServer.run(script) { server, port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.activities() }
                #expect(Self.outcome(error) == example.outcome, "\(error.map { "\($0)" } ?? "none")")
                if let error { #expect(error.mayHaveBeenReceived) }
                #expect(await failure { try await client.activities() } == nil)
            }
            #expect(server.seen.requests.map(\.connection) == [0, example.isKept ? 0 : 1])
        }
    }

    @Test("to a request to stop something is survived, and its status counts", arguments: statuses + framings + headers)
    func stopIsSurvived(example: Case) async throws {
        let script = StubServer.Script { request in
            request.index > 0
                ? [.answer(Self.body)] : [.send(example.answer)] + (example.closes ? [.close] : [])
        }
        try await StubServer.run(script) { server, port in
            try await withClient(port: port) { client in
                let error = await failure { try await client.cancelActivity(ActivityID("7e2b")) }
                switch example.outcome {
                case .status(let status): #expect(error?.status == status)
                case .read, .notJSON, .tooLarge: #expect(error == nil)
                case .lost, .unreadable: break
                }
                #expect(await failure { try await client.activities() } == nil)
            }
            // Whatever came, it was not sent again.
            #expect(server.seen.requests.filter { $0.line.hasPrefix("DELETE") }.count == 1)
        }
    }

    @Test("that come before the request are read as its answer, and cost no more than the connection")
    func early() async throws {
        try await StubServer.run(.always([.answer(Self.body)]), greeting: Self.good) { server, port in
            try await withClient(port: port) { client in
                for _ in 0..<3 { _ = await failure { try await client.activities() } }
            }
            #expect(server.seen.connections >= 1)
        }
    }

    /// What became of an answer.
    private static func outcome(_ error: PlexClientError?) -> Outcome {
        switch error?.reason {
        case nil: .read
        case .connectionLost: .lost
        case .unreadable: .unreadable
        case .notJSON: .notJSON
        case .tooLarge: .tooLarge
        default: .status(error?.status ?? -1)
        }
    }
}
