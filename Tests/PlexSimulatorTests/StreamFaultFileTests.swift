// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PlexSimulator

/// Faults of streams in a scenario file.
@Suite struct StreamFaultFileTests {
    /// The one fault of a file.
    static func fault(_ lines: String) throws -> Fault {
        let scenario = try Scenario(text: "[[fault]]\n" + lines, file: "s.toml")
        return try #require(scenario.faults.first)
    }

    @Test(
        "a kind has its keys",
        arguments: [
            ("kind = \"drop\"", StreamFault.drop(.close)),
            ("kind = \"drop\"\nhow = \"reset\"", .drop(.reset)),
            ("kind = \"drop\"\nhow = \"end\"", .drop(.end)),
            ("kind = \"stall\"", .stall),
            ("kind = \"garble\"", .garble(bytes: 8)),
            ("kind = \"garble\"\nbytes = 3", .garble(bytes: 3)),
            ("kind = \"duplicate\"\ntimes = 4", .duplicate(times: 4)),
            ("kind = \"reorder\"", .reorder(group: 2)),
            ("kind = \"lag\"\nlag = \"1s\"", .lag(.seconds(1))),
            ("kind = \"no-pings\"", .noPings),
            ("kind = \"no-pongs\"", .noPongs),
            ("kind = \"fragment\"\nbytes = 1", .fragment(bytes: 1)),
            ("kind = \"burst\"", .burst(.init(perSecond: 1_000))),
            (
                "kind = \"burst\"\nper-second = 5\ncount = 9\nuuid = \"u\"",
                .burst(.init(perSecond: 5, count: 9, uuid: "u"))
            ),
        ])
    func aKindHasItsKeys(lines: String, kind: StreamFault) throws {
        let fault = try Self.fault(lines)
        #expect(fault == Fault(.stream(kind)))
        #expect(lines.contains("\"\(fault.kind.name)\""))
    }

    @Test("it says which messages it harms")
    func itSaysWhichMessagesItHarms() throws {
        let fault = try Self.fault("kind = \"duplicate\"\nafter-messages = 3\nmessages = 2\npath = \"/:/*\"")
        #expect(fault == Fault(.stream(.duplicate(times: 2)), path: "/:/*", afterMessages: 3, messages: 2))
    }

    @Test("a mistake is named")
    func aMistakeIsNamed() {
        #expect(throws: ScenarioError.self) { try Self.fault("kind = \"drop\"\nhow = \"softly\"") }
        #expect(throws: ScenarioError.self) { try Self.fault("kind = \"stall\"\nbytes = 3") }
    }
}
