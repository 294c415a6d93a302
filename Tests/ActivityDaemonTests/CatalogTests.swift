// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import Testing

@Suite("The catalog and the page about fields")
struct CatalogTests {
    /// One entry of the catalog.
    private struct Entry {
        var id: String
        var text: String

        /// The fields that the text names.
        var fields: [String] {
            self.text.split(separator: "@", omittingEmptySubsequences: false).enumerated()
                .compactMap { $0.offset.isMultiple(of: 2) ? nil : String($0.element) }
        }
    }

    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    private static func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(Self.root)/\(path)")), as: UTF8.self)
    }

    private static func entries() throws -> [Entry] {
        let lines = try Self.text(of: "catalog/plex-activityd.catalog").split(
            separator: "\n", omittingEmptySubsequences: false)
        var entries: [Entry] = []
        for line in lines {
            if line.hasPrefix("-- ") {
                entries.append(Entry(id: String(line.dropFirst(3)), text: ""))
            } else if !entries.isEmpty {
                entries[entries.count - 1].text += line + "\n"
            }
        }
        return entries
    }

    /// The fields that an event has whatever the server said and the administrator wants hidden.
    private static func alwaysSet(on kind: EventKind) -> Set<String> {
        var names: Set<EventFieldName> = [.event, .eventID, .configurationGeneration]
        let activity: Set<EventFieldName> = [
            .server, .activityUUID, .activityType, .ageMicroseconds, .stalledMicroseconds,
        ]
        let rule: Set<EventFieldName> = [.rule, .ruleFile, .ruleMode, .predicates]
        switch kind {
        case .started, .progress: names.formUnion(activity)
        case .finished: names.formUnion(activity.union([.outcome]))
        case .lost: names.formUnion(activity.union([.reason]))
        case .rulePending, .wouldStop, .ruleFired, .ruleUndecided: names.formUnion(activity.union(rule))
        case .stopRequested: names.formUnion(activity.union([.rule, .remedy, .attempt, .predicates]))
        case .stopConfirmed: names.formUnion(activity.union([.rule, .attempt]))
        case .stopIneffective: names.formUnion(activity.union([.reason, .predicates]))
        case .stopAbandoned: names.formUnion(activity.union([.rule, .attempt, .reason]))
        case .breakerTripped: names.formUnion(activity.union([.reason]))
        case .serverUnreachable, .authenticationRefused: names.formUnion([.server, .reason])
        case .serverReachable, .tokenLimited: names.insert(.server)
        case .configurationLoaded, .configurationRejected: break
        }
        return Set(names.map(\.rawValue))
    }

    @Test("every event has one entry, and there is no other")
    func complete() throws {
        #expect(try Self.entries().map(\.id).sorted() == EventKind.allCases.map(\.messageID).sorted())
    }

    @Test("every entry has a subject, a body, and names only fields that are always set", arguments: EventKind.allCases)
    func fields(kind: EventKind) throws {
        let entry = try #require(try Self.entries().first { $0.id == kind.messageID })
        #expect(entry.text.contains("\nDefined-By: plex-activityd\n") && entry.text.hasPrefix("Subject: "))
        #expect(entry.text.split(separator: "\n\n").count > 1)
        let unset = Set(entry.fields).subtracting(Self.alwaysSet(on: kind)).subtracting(["PRIORITY", "MESSAGE"])
        #expect(unset.isEmpty, "missing fields print their bare name")
    }

    @Test("the page lists every field, every event and every identifier, and no field that does not exist")
    func page() throws {
        let page = try Self.text(of: "docs/journal-fields.md")
        for name in EventFieldName.allCases { #expect(page.contains("| `\(name.rawValue)` |")) }
        for kind in EventKind.allCases {
            #expect(page.contains("| `\(kind.rawValue)` | \(Self.word(kind.priority)) | `\(kind.messageID)` |"))
        }
        let named = page.split { !$0.isLetter && $0 != "_" }.filter { $0.hasPrefix("PLEX_") }.map(String.init)
        #expect(Set(named).subtracting(EventFieldName.allCases.map(\.rawValue)).isEmpty)
    }

    @Test("no identifier is used twice, and each is one of systemd's")
    func identifiers() {
        let ids = EventKind.allCases.map(\.messageID)
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.count == 32 && $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } })
    }

    private static func word(_ priority: Priority) -> String {
        switch priority {
        case .error: "err"
        case .warning: "warning"
        case .notice: "notice"
        case .info: "info"
        case .debug: "debug"
        }
    }
}
