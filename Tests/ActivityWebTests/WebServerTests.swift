// SPDX-License-Identifier: Apache-2.0
import NIOCore
import Testing

@testable import ActivityWeb

@Suite("The server", .timeLimit(.minutes(2)))
struct WebServerTests {
    @Test("the page shows what runs, and forbids everything else")
    func page() async throws {
        try await WebStage.with { stage in
            try stage.write([WebStage.activity("Scanning TV")])
            let answer = try await RawClient.get("/", port: stage.port)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            for header in [
                "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';",
                "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Cache-Control: no-store",
            ] { #expect(answer.contains(header), "\(header)") }
            #expect(answer.contains("Scanning TV") && answer.contains("42 %"))
            #expect(answer.contains("Rule stuck stops it in "))
            #expect(answer.contains("No sign of life for 10 min"))
            #expect(!answer.contains("style=\"") && !answer.contains("<script>"))
            let head = try await RawClient.get("/", method: "HEAD", port: stage.port)
            #expect(head.hasSuffix("\r\n\r\n") && head.contains("Content-Length: "))
            #expect(try await RawClient.get("/server/home", port: stage.port).contains("Scanning TV"))
            #expect(try await RawClient.get("/server/attic", port: stage.port).hasPrefix("HTTP/1.1 404"))
            #expect(try await RawClient.get("/rules", port: stage.port).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a service that does not run is the first thing to see")
    func down() async throws {
        try await WebStage.with { stage in
            let page = try await RawClient.get("/", port: stage.port)
            #expect(page.contains("role=\"alert\"") && page.contains("plex-activityd does not run"))
            #expect(page.contains("The journal cannot be read"))
            #expect(try await RawClient.get("/healthz", port: stage.port).hasPrefix("HTTP/1.1 503"))
            #expect(try await RawClient.get("/api/status", port: stage.port).contains("{\"error\":"))
            #expect(try await RawClient.get("/metrics", port: stage.port).contains("plex_activityd_up 0"))
            #expect(try await RawClient.get("/report", port: stage.port).hasPrefix("HTTP/1.1 503"))
            try stage.write([], state: "unreachable")
            let unreachable = try await Self.second { try await RawClient.get("/", port: stage.port) }
            #expect(unreachable.contains("out of reach") && unreachable.contains("not known now"))
            #expect(try await RawClient.get("/healthz", port: stage.port).hasPrefix("HTTP/1.1 200"))
        }
    }

    /// Repeats a request until it no longer says that the service is down: readings are half a second apart.
    private static func second(_ request: () async throws -> String) async throws -> String {
        while true {
            let answer = try await request()
            if !answer.contains("does not run") { return answer }
        }
    }

    @Test(
        "hostile texts stay texts",
        arguments: [
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "\u{202E}evil\u{0}\u{1B}[31m",
            String(repeating: "Z", count: 10_000),
        ])
    func hostile(text: String) async throws {
        try await WebStage.with { stage in
            try stage.write([WebStage.activity(text)], server: text)
            for target in ["/", "/rules"] {
                let page = try await RawClient.get(target, port: stage.port)
                #expect(page.hasPrefix("HTTP/1.1 200"))
                #expect(!page.contains("<script>alert") && !page.contains("<img"))
                #expect(!page.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{0}" || $0 == "\u{1B}" })
                #expect(page.utf8.count < 30_000)
            }
        }
    }

    @Test(
        "hostile requests are refused",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421), ("GET / HTTP/1.1\r\n\r\n", 421),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 421),
            ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405),
            ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", 405),
            ("DELETE /activities/1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", 413),
            ("GET /../../etc/plex-activityd/token HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
            ("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
            ("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
            ("CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
            ("GET /events?limit=1000000 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
            ("GET /events?event=nope HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
            ("GET /events?after=%20 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
            ("\u{16}\u{3}\u{1} this is no HTTP\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 200_000))\r\n\r\n", 400),
        ])
    func requests(bytes: String, status: Int) async throws {
        try await WebStage.with { stage in
            let answer = try await RawClient.exchange(bytes, port: stage.port)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) ") || answer.hasPrefix("HTTP/1.0 \(status) "), "\(answer)")
            #expect(try await RawClient.get("/live.js", port: stage.port).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test("a request that never ends, and a connection without one, are closed in time")
    func slow() async throws {
        var limits = WebLimits()
        limits.patience = .milliseconds(200)
        try await WebStage.with(limits: limits) { stage in
            let port = stage.port
            let texts = try await RawClient.waiting {
                try ["", "GET / HTTP/1.1\r\nHost: loc", "GET / HTTP/1.1\r\n"].map { text in
                    let client = try RawClient(port: port)
                    client.send(text)
                    return client.read()
                }
            }
            #expect(texts == ["", "", ""])
        }
    }

    @Test("more connections than allowed are closed at once, and others go on")
    func connections() async throws {
        var limits = WebLimits()
        limits.connections = 20
        try await WebStage.with(limits: limits) { stage in
            let port = stage.port
            let (answer, refused) = try await RawClient.waiting {
                let first = try RawClient(port: port)
                first.send("GET /live.js HTTP/1.1\r\nHost: localhost\r\n\r\n")
                var answer = first.read(until: "})();\n")
                var others: [RawClient] = []
                var refused = 0
                for _ in 0..<300 {
                    let client = try RawClient(port: port)
                    if others.count < 19 { others.append(client) } else if client.read() == "" { refused += 1 }
                }
                first.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = first.read()
                return (answer, refused)
            }
            #expect(refused == 281)
            #expect(answer?.hasPrefix("HTTP/1.1 503") == true, "the service does not run")
            // They are closed now, so there is room again.
            while !(try await RawClient.get("/live.js", port: port)).hasPrefix("HTTP/1.1 200") {}
        }
    }

    @Test("answers that nobody reads take a bounded amount of memory")
    func memory() async throws {
        var limits = WebLimits()
        limits.outstandingBytes = 5_000
        try await WebStage.with(limits: limits) { stage in
            // The style sheet is larger, and the script smaller.
            let large = try await RawClient.get("/style.css", port: stage.port)
            #expect(large.hasPrefix("HTTP/1.1 503 "))
            for _ in 0..<5 {
                let small = try await RawClient.get("/live.js", port: stage.port)
                #expect(small.hasPrefix("HTTP/1.1 200 "))
            }
        }
    }

    @Test("a page that follows is told about a change")
    func live() async throws {
        try await WebStage.with { stage in
            try stage.write([WebStage.activity("first")])
            let port = stage.port
            let (opened, opening) = AsyncStream<Void>.makeStream()
            async let told = RawClient.waiting {
                let client = try RawClient(port: port)
                client.send("GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let head = client.read(until: "retry: 3000") ?? ""
                let first = client.read(until: "event: change") ?? ""
                opening.finish()
                return (head, first, client.read(until: "event: change") ?? "")
            }
            for await _ in opened {}
            try stage.write([WebStage.activity("second")])
            let (head, first, second) = try await told
            #expect(head.contains("Content-Type: text/event-stream"))
            #expect(first.contains("event: change") && second.contains("event: change"))
        }
    }

    @Test("it ends when nobody has been connected for a while")
    func idle() async throws {
        try await WebStage.with { stage in
            let clock = ContinuousClock()
            let begin = clock.now
            _ = try await RawClient.get("/live.js", port: stage.port)
            while !stage.server.isIdle(for: .milliseconds(300)) { await Task.yield() }
            #expect(clock.now - begin >= .milliseconds(300))
        }
    }
}
