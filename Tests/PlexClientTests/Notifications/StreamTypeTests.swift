// SPDX-License-Identifier: Apache-2.0

import PlexModel
import Testing

@testable import PlexClient

@Suite("Which answers are event streams", .timeLimit(.minutes(1)))
struct StreamTypeTests {
    @Test(
        "those that are called so with 200, and unnamed ones that begin like one",
        arguments: [
            ("200 OK", "Content-Type: text/event-stream\r\n", ""),
            ("200 OK", "Content-Type: text/event-stream\t;a=b\r\n", ""),
            ("200 OK", "Content-Type: \tText/Event-Stream ; charset=utf-8\r\n", ""),
            ("200 OK", "Content-Type: application/octet-stream\r\n", "event: ping\ndata: {}\n\n"),
            ("200 OK", "Content-Type: application/octet-stream\r\n", "\u{FEFF}\r\n\n: hello\n"),
            ("200 OK", "", "data: {}\n\n"), ("200 OK", "Content-Type: text/plain\r\n", "retry: 5\n"),
        ])
    func accepted(status: String, headers: String, body: String) async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port, timeout: .seconds(600)) { client in
                async let opened = client.notifications()
                let peer = try await server.accept()
                try await peer.send("HTTP/1.1 \(status)\r\n\(headers)\r\n")
                // Byte by byte, so that every beginning of a line is judged.
                for byte in body.utf8 { try await peer.send([byte]) }
                try await peer.send("event: playing\ndata: {\"PlaySessionStateNotification\":{}}\n\n")
                var iterator = try await opened.makeAsyncIterator()
                var next = try await iterator.next()
                while next == .unreadable || next == .other(type: "") { next = try await iterator.next() }
                #expect(next == .playing([]))
            }
        }
    }

    @Test(
        "no others",
        arguments: [
            ("205 Reset", "Content-Type: text/event-stream\r\n", ""),
            ("206 Part", "Content-Type: text/event-stream\r\n", ""),
            ("299 Odd", "Content-Type: text/event-stream\r\n", ""),
            ("200 OK", "Content-Type: text/event-streams\r\n", ""),
            ("200 OK", "Content-Type: application/json\r\n", "data: {}\n\n"),
            ("200 OK", "Content-Type: application/octet-stream\r\n", "<html>"),
            ("200 OK", "Content-Type: application/octet-stream\r\n", "datum: {}\n"), ("200 OK", "", "data {}\n"),
            ("200 OK", "", String(repeating: "\n", count: 5_000)),
        ])
    func refused(status: String, headers: String, body: String) async throws {
        try await StubServer.run(.always([.send("HTTP/1.1 \(status)\r\n\(headers)\r\n\(body)")])) { _, port in
            try await withClient(port: port, timeout: .seconds(600)) { client in
                let error = await failure { try await client.notifications() }
                guard case .unreadable(let detail) = error?.reason else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(detail.hasSuffix("is no event stream"))
            }
        }
    }

    @Test("an unnamed one that says nothing in all its time is taken for one")
    func silent() async throws {
        try await StreamServer.run { server, port in
            try await withClient(port: port, timeout: .seconds(5)) { client in
                async let opened = client.notifications()
                try await server.accept().send("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n")
                _ = try await opened
            }
        }
    }

    @Test(
        "every beginning of an event stream is plausible or not decided yet",
        arguments: ["\u{FEFF}\r\n\n: hello\n", "\u{FEFF}data: {}\n", "event: ping\n", "\n\nretry: 5\n"])
    func everyBeginning(text: String) {
        let bytes = Array(text.utf8)
        for length in 0...bytes.count {
            #expect(EventSourceParser.isPlausible(Array(bytes[..<length])) != false, "\(length) bytes")
        }
        #expect(EventSourceParser.isPlausible(bytes) == true)
    }
}
