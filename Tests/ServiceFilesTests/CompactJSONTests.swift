// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexModel
import Testing

@testable import ActivityMonitor
@testable import ServiceFiles

@Suite("JSON without blanks")
struct CompactJSONTests {
    private enum Choice: Codable, Hashable {
        case plain
        case number(Int, of: String)
    }

    private struct Sample: Codable, Hashable {
        var text = "a \"b\" \\ / \n\u{1F}\u{7F}\u{9B} \u{1F3AC} e\u{301}"
        var whole = -7
        var large = UInt64.max
        var number = 42.5
        var isTrue = true
        var absent: Int?
        var list = [1, 2, 3]
        var empty: [String] = []
        var nested = [["a": 1], [:]]
        var choices = [Choice.plain, .number(1, of: "2")]
        var instant = Instant(nanoseconds: 5)
        // It writes its members in two parts.
        var predicate = ActivityMonitor.Predicate(condition: "c", value: nil, threshold: "t", truth: .unknown("why"))
    }

    private struct Nothing: Encodable {
        func encode(to encoder: any Encoder) {}
    }

    @Test("says what JSONEncoder says")
    func sameAsJSONEncoder() throws {
        let bytes = try CompactJSON.bytes(of: [Sample(), Sample()])
        #expect(try JSONDecoder().decode([Sample].self, from: Data(bytes)) == [Sample(), Sample()])
        #expect(bytes.allSatisfy { $0 >= 0x20 })
    }

    @Test("a state with everything in it comes back")
    func state() throws {
        var server = SavedServer()
        server.restraint.trip(.respawn, rule: "r", at: Instant(nanoseconds: 3))
        server.past = []
        server.spent = [SavedSpent(identity: "i\u{0}", uuids: [ActivityID("a")])]
        let bytes = try CompactJSON.bytes(of: server)
        #expect(try JSONDecoder().decode(SavedServer.self, from: Data(bytes)) == server)
    }

    @Test("a value without content is an empty object, and a number that JSON lacks is an error")
    func edges() throws {
        #expect(String(decoding: try CompactJSON.bytes(of: ["a": Nothing()]), as: UTF8.self) == #"{"a":{}}"#)
        #expect(throws: EncodingError.self) { try CompactJSON.bytes(of: [Double.nan]) }
        #expect(throws: EncodingError.self) { try CompactJSON.bytes(of: ["a": Double.infinity]) }
    }
}

@Suite("The file names of servers")
struct ServerFileNameTests {
    @Test(
        "stand for themselves or as in a URL",
        arguments: [
            ("home", "home.json"), ("plex.lan", "plex.lan.json"), ("A-b_9", "A-b_9.json"), (".", "%2E.json"),
            ("..", "%2E..json"), ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.json"), ("", "%.json"),
            ("a\u{0}\n%", "a%00%0A%25.json"), ("Ü", "%C3%9C.json"),
        ])
    func names(server: String, name: String) {
        #expect(ServerFileName.name(of: server) == name)
    }

    @Test("are short enough for a file system, and different for different servers")
    func long() {
        let names = ["", "a", "b"].map { ServerFileName.name(of: String(repeating: "Ü/", count: 300) + $0) }
        #expect(Set(names).count == 3)
        #expect(names.allSatisfy { $0.utf8.count < 240 && !$0.contains("/") && ServerFileName.isOne($0) })
        #expect(!ServerFileName.isOne(".home.json.new") && !ServerFileName.isOne("home.json.damaged"))
    }
}
