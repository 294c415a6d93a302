// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import ServiceFiles
import ServiceJournal
import Testing

@testable import ActivityControl
@testable import Systemd

/// A decision of the past, shown again from its entry.
struct PastDecisionTests {
    private static func decision(_ fields: [(String, String)]) throws -> PastDecision {
        let record = JournalRecord(
            cursor: "s=1;i=2", realtimeMicroseconds: 1_795_378_503_250_000, monotonicMicroseconds: 7,
            boot: Identifier128(bytes: Array(repeating: 0, count: 16)),
            fields: fields.map { JournalRecord.Field(name: $0.0, value: Array($0.1.utf8)) })
        return PastDecision(try #require(JournalEvent(record)))
    }

    private static let predicates = [
        Predicate(condition: "no-progress-for", value: "31m5s", threshold: "30m", truth: .yes),
        Predicate(condition: "running-for", value: "2h", threshold: "6h", truth: .no),
        Predicate(
            condition: "streams-at-least", value: nil, threshold: "1", truth: .unknown("the sessions could not be read")
        ),
    ]

    @Test("rule, outcome and conditions are shown")
    func ruleOutcomeAndConditionsAreShown() throws {
        let decision = try Self.decision([
            ("PLEX_EVENT", "stop-requested"), ("MESSAGE", "Scanning TV: rule a asked"), ("PLEX_RULE", "a"),
            ("PLEX_RULE_FILE", "/etc/a.toml"), ("PLEX_RULE_MODE", "enforce"), ("PLEX_SERVER", "home"),
            ("PLEX_ACTIVITY_UUID", "1234"), ("PLEX_ACTIVITY_TYPE", "library.update.section"),
            ("PLEX_AGE_USEC", "1865000000"), ("PLEX_STALLED_USEC", "1800000000"), ("PLEX_PROGRESS", "42"),
            ("PLEX_REMEDY", "stop-section-refresh"), ("PLEX_ATTEMPT", "1"), ("PLEX_HTTP_STATUS", "200"),
            ("PLEX_PREDICATES", JSONValue.array(Self.predicates.map(\.json)).text),
            ("PLEX_CONFIG_GENERATION", "3"),
        ])
        #expect(decision.predicates == Self.predicates)
        #expect(
            decision.lines(zone: .utc) == [
                "event          stop-requested, 2026-11-22 20:15:03",
                "message        Scanning TV: rule a asked",
                "rule           a (/etc/a.toml), mode enforce",
                "server         home",
                "activity       1234 (library.update.section)",
                "age            31m5s",
                "no change for  30m",
                "progress       42 %",
                "remedy         stop-section-refresh",
                "attempt        1",
                "HTTP status    200",
                "configuration  3",
                "conditions, all of",
                "├─ true     no-progress-for   31m5s  (limit 30m)",
                "├─ false    running-for       2h     (limit 6h)",
                "└─ unknown  streams-at-least  ?      (limit 1): the sessions could not be read",
            ])
    }

    @Test("conditions that cannot be read are none", arguments: ["", "[", "{}", "[1]", "[{\"condition\":\"a\"}]"])
    func conditionsThatCannotBeReadAreNone(_ text: String) throws {
        let decision = try Self.decision([("PLEX_EVENT", "would-stop"), ("PLEX_PREDICATES", text)])
        #expect(decision.predicates.isEmpty)
        #expect(decision.lines(zone: .utc).last == "the entry has no conditions")
    }
}
