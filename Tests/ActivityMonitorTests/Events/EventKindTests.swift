// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

/// What programs and catalogs rely on.
@Suite struct EventKindTests {
    @Test("each event has a MESSAGE_ID of its own")
    func eachEventHasAMESSAGEIDOfItsOwn() {
        let identifiers = EventKind.allCases.map(\.messageID)
        #expect(Set(identifiers).count == EventKind.allCases.count)
        #expect(identifiers.allSatisfy { $0.count == 32 && $0.allSatisfy { "0123456789abcdef".contains($0) } })
    }

    @Test(
        "each event has its name and its priority",
        arguments: [
            ("started", Priority.info), ("progress", .debug), ("finished", .info), ("lost", .notice),
            ("rule-pending", .info),
            ("would-stop", .notice), ("rule-fired", .warning), ("rule-undecided", .notice), ("stop-requested", .notice),
            ("stop-confirmed", .notice), ("stop-ineffective", .warning), ("stop-abandoned", .info),
            ("breaker-tripped", .error),
            ("server-unreachable", .warning), ("server-reachable", .notice), ("authentication-refused", .error),
            ("token-limited", .warning),
            ("configuration-loaded", .notice), ("configuration-rejected", .error),
        ])
    func eachEventHasItsNameAndItsPriority(name: String, priority: Priority) throws {
        #expect(try #require(EventKind(rawValue: name)).priority == priority)
        #expect(EventKind.allCases.count == 19)
    }

    @Test("a field's name is one that journald keeps")
    func aFieldsNameIsOneThatJournaldKeeps() {
        for name in EventFieldName.allCases.map(\.rawValue) {
            #expect(name.hasPrefix("PLEX_"))
            #expect(name.count <= 64)
            #expect(name.allSatisfy { $0 == "_" || ("A"..."Z").contains($0) || ("0"..."9").contains($0) })
        }
    }
}
