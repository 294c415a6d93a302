// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import PlexModel
import ServiceFiles
import ServiceJournal
import Systemd

/// A past decision from its journal entry, for `explain --entry`.
struct PastDecision {
    /// The event.
    let event: JournalEvent
    /// The conditions and their judgements; empty for an event without conditions.
    let predicates: [ActivityMonitor.Predicate]

    /// The decision of an event.
    init(_ event: JournalEvent) {
        self.event = event
        self.predicates = event[.predicates].map(Self.predicates) ?? []
    }

    /// Shows the decision in the entry with this cursor; throws the exit code after an error message.
    static func show(cursor: String, of journal: JournalOptions, json: Bool) throws(ExitCode) {
        let event: JournalEvent?
        do throws(JournalReaderError) {
            event = try EventJournal(journal.source, unit: journal.unitName, selection: EventSelection())
                .event(at: cursor)
        } catch {
            throw error.exit()
        }
        guard let event else {
            ControlExit.complain("no event of \(journal.unitName.printable()) has this cursor")
            throw ControlExit.foundProblem
        }
        guard !json else { return print(JSONText.escaped(event.json.text)) }
        let paint = Paint.forStandardOutput()
        let lines = PastDecision(event).lines { word, truth in paint(word, truth) }
        print(lines.joined(separator: "\n"))
    }

    /// The decision for people, without control characters.
    ///
    /// - Parameter paint: colours a word by a truth value; the default adds no colour.
    func lines(zone: TimeZoneRules = .local, paint: (String, Truth) -> String = { word, _ in word }) -> [String] {
        var facts: [(String, String)] = [
            ("event", "\(self.event[.event] ?? "-"), \(zone.time(self.event.microseconds / 1_000_000).text)"),
            ("message", self.event["MESSAGE"] ?? ""),
        ]
        if let rule = self.event[.rule] {
            let file = self.event[.ruleFile].map { " (\($0))" } ?? ""
            facts.append(("rule", rule + file + (self.event[.ruleMode].map { ", mode \($0)" } ?? "")))
        }
        if let server = self.event[.server] { facts.append(("server", server)) }
        if let type = self.event[.activityType] {
            facts.append(("activity", "\(self.event[.activityUUID] ?? "-") (\(type))"))
        }
        for (name, field) in [
            ("age", EventFieldName.ageMicroseconds), ("no change for", .stalledMicroseconds),
        ] {
            guard let text = self.event[field], let number = Int64(text) else { continue }
            facts.append((name, Duration.microseconds(number).text))
        }
        for (name, field) in [
            ("progress", EventFieldName.progress), ("outcome", .outcome), ("reason", .reason), ("remedy", .remedy),
            ("attempt", .attempt), ("HTTP status", .httpStatus), ("configuration", .configurationGeneration),
        ] {
            if let value = self.event[field] { facts.append((name, field == .progress ? "\(value) %" : value)) }
        }
        let width = facts.map(\.0.count).max() ?? 0
        let lines = facts.map { name, value in
            "\(name)\(String(repeating: " ", count: width - name.count))  \(ScreenText.line(value, limit: 4_000))"
        }
        guard self.event[.predicates] != nil else { return lines }
        let tree = PredicateTree(predicates: self.predicates).lines(heading: "conditions, all of", paint: paint)
        return lines + tree
    }

    /// The conditions in a field; empty for malformed JSON.
    private static func predicates(_ text: String) -> [ActivityMonitor.Predicate] {
        (try? JSONDecoder().decode([ActivityMonitor.Predicate].self, from: Data(text.utf8))) ?? []
    }
}
