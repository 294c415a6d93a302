// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityWeb

@Suite("Requests")
struct WebRequestTests {
    private static func request(
        _ target: String, method: String = "GET", hosts: [String] = ["localhost:8321"], hasBody: Bool = false
    ) -> Result<WebRequest, WebRequest.Refusal> {
        Result { () throws(WebRequest.Refusal) in
            try WebRequest(
                method: method, target: target, hosts: hosts, hasBody: hasBody,
                names: ["localhost", "127.0.0.1", "[::1]", "plex.example"])
        }
    }

    private static func refusal(_ result: Result<WebRequest, WebRequest.Refusal>) -> WebRequest.Refusal? {
        if case .failure(let refusal) = result { refusal } else { nil }
    }

    @Test(
        "paths lead to places",
        arguments: [
            ("/", WebRequest.Place.now), ("/events", .events), ("/rules", .rules), ("/report", .report),
            ("/style.css", .style), ("/live.js", .script), ("/live", .live), ("/api/status", .status),
            ("/api/events", .eventList), ("/api/activities", .activities), ("/metrics", .metrics),
            ("/healthz", .health), ("/server/home", .server("home")), ("/server/My%20%C3%84rger", .server("My Ärger")),
        ])
    func places(target: String, place: WebRequest.Place) throws {
        #expect(try Self.request(target).get().place == place)
        #expect(try Self.request(target, method: "HEAD").get().isHead)
    }

    @Test("filters are decoded, and the last one counts")
    func filters() throws {
        let request = try Self.request("/events?event=lost&server=My+Server&server=a%26b&x").get()
        #expect(request.filters == ["event": "lost", "server": "a&b", "x": ""])
    }

    @Test(
        "tricks with paths lead nowhere",
        arguments: [
            "", "*", "//evil.example/", "http://localhost/", "/../etc/passwd", "/%2e%2e/etc/passwd", "/server/..",
            "/server/%2e%2e", "/server/a%2Fb", "/server/%00", "/server/%0a", "/server/%ff", "/server/%", "/server/%4",
            "/server/%zz", "/events/", "//", "/./events", "/" + String(repeating: "a", count: 3_000),
            "/events?" + String(repeating: "a&", count: 20), "/events?a=" + String(repeating: "b", count: 300),
            "/events?a=%00", "/events?%ff=1",
        ])
    func tricks(target: String) {
        #expect(Self.refusal(Self.request(target)) == .target)
    }

    @Test("what is not there is missing", arguments: ["/index.html", "/api", "/server", "/server/a/b", "/EVENTS"])
    func missing(target: String) {
        #expect(Self.refusal(Self.request(target)) == .missing)
    }

    @Test(
        "only GET and HEAD are methods", arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", ""])
    func methods(method: String) {
        #expect(Self.refusal(Self.request("/", method: method)) == .method)
    }

    @Test("a body is refused")
    func body() {
        #expect(Self.refusal(Self.request("/", hasBody: true)) == .body)
    }

    @Test(
        "each name of this program counts, with any port",
        arguments: ["localhost", "LocalHost:8321", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8321", "plex.example"])
    func hosts(host: String) throws {
        _ = try Self.request("/", hosts: [host]).get()
    }

    @Test(
        "other hosts are refused",
        arguments: [
            [], ["localhost", "localhost"], ["evil.example"], ["localhost.evil.example"], ["127.0.0.2"], [""],
            ["localhost:"], ["localhost:80a"], ["localhost:80:80"], ["localhost@evil.example"], ["[::1"], ["[::1]x"],
            ["::1"], ["localhost."], [" localhost"],
        ])
    func otherHosts(hosts: [String]) {
        #expect(Self.refusal(Self.request("/", hosts: hosts)) == .host)
    }

    @Test("any bytes as a target are read without a trap, and no segment leads up")
    func anyTarget() {
        var random = SystemRandomNumberGenerator()
        let pieces = ["/", "%", "..", "server", "%2e", "%2F", "?", "&", "=", "+", "é", "\u{0}", "a", "\u{202E}", "#"]
        for _ in 0..<20_000 {
            let target =
                "/"
                + (0..<Int.random(in: 0...9, using: &random)).map { _ in
                    pieces[Int.random(in: 0..<pieces.count, using: &random)]
                }
                .joined()
            guard case .success(let request) = Self.request(target), case .server(let name) = request.place else {
                continue
            }
            #expect(name != ".." && !name.contains("/") && !name.contains("\u{0}"), "\(target)")
        }
    }

    @Test("addresses to listen at", arguments: [("127.0.0.1:8321", "127.0.0.1"), ("[::1]:0", "::1")])
    func addresses(text: String, host: String) throws {
        #expect(WebProgram.address(text)?.host == host)
        for wrong in ["127.0.0.1", ":80", "localhost:", "localhost:99999", "localhost:-1"] {
            #expect(WebProgram.address(wrong) == nil, "\(wrong)")
        }
    }
}
