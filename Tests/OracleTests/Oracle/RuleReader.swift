// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Reads rules as the design says: whether one is about a row, and whether its conditions may or must hold.
struct RuleReader {
    /// The entry.
    var entry: EntryScene
    /// The configuration.
    var setup: Setup
    /// The second of the day on the wall.
    var wallSecond: Int?

    /// Whether a rule is about a row: matched, not exempt and not protected; nil where that cannot be told.
    func isAbout(_ row: Activity, _ rule: RuleDraft) -> Bool? {
        if rule.mode != .notify, self.setup.protectedTypes.contains(row.type) { return false }
        var isUnknown = false
        switch self.fits(row, rule.match, isException: false, reaches: rule.mode == .notify) {
        case false?: return false
        case nil: isUnknown = true
        case true?: break
        }
        for exception in rule.exceptions {
            switch self.fits(row, exception, isException: true, reaches: true) {
            case true?: return false
            case nil: isUnknown = true
            case false?: break
            }
        }
        return isUnknown ? nil : true
    }

    /// Whether a filter fits a row; nil where that cannot be told.
    private func fits(_ row: Activity, _ filter: Filter, isException: Bool, reaches all: Bool) -> Bool? {
        var parts: [Bool?] = []
        if !filter.types.isEmpty {
            parts.append(
                filter.types.contains { pattern in
                    guard pattern.fits(row.type.rawValue) else { return false }
                    guard pattern.isOpen, !isException, !all else { return true }
                    return row.type.isKnown && !self.setup.protectedTypes.contains(row.type)
                })
        }
        if !filter.servers.isEmpty { parts.append(filter.servers.contains { $0.fits(self.entry.name) }) }
        if !filter.titles.isEmpty {
            parts.append(row.title.isEmpty ? nil : filter.titles.contains { Self.fits($0, row.title) })
        }
        if !filter.subtitles.isEmpty { parts.append(filter.subtitles.contains { Self.fits($0, row.subtitle) }) }
        if !filter.sections.isEmpty { parts.append(self.isOne(of: filter.sections, row)) }
        if let wanted = filter.isCancellable { parts.append(row.isCancellable.map { $0 == wanted }) }
        if parts.contains(false) { return false }
        return parts.contains(nil) ? nil : true
    }

    private static func fits(_ pattern: Pattern, _ text: String) -> Bool {
        Pattern(pattern.text.lowercased()).fits(text.lowercased())
    }

    /// Names of libraries are compared without blanks at their ends and without regard to case.
    private func isOne(of sections: [String], _ row: Activity) -> Bool? {
        guard let key = row.sectionID?.rawValue else { return nil }
        if sections.contains(key) { return true }
        guard let name = self.entry.sectionNames[key] else { return nil }
        let plain = Self.plain(name)
        return sections.contains { Self.plain($0) == plain }
    }

    private static func plain(_ name: String) -> String {
        let text = name.lowercased()
        guard let first = text.firstIndex(where: { $0 != " " }), let last = text.lastIndex(where: { $0 != " " }) else {
            return ""
        }
        return String(text[first...last])
    }

    // MARK: - Conditions

    /// Whether a condition may hold for a row of the last poll, by all that observations can prove at most.
    func mayHold(_ need: Need, _ row: Activity, _ trail: Trail, scope: RuleDraft.Scope) -> Bool {
        let kind = self.entry.kinds[Kindred(row)]
        switch need {
        case .runningFor(let span):
            return (scope == .kind ? kind?.mostAge ?? 0 : trail.age.total) >= span
        case .noProgressFor(let span):
            guard scope == .activity else { return (kind?.mostStall ?? 0) >= span }
            guard row.progress != .unknown || trail.mayHaveTalked else { return false }
            return trail.mostStall >= span
        case .progressBelow(let limit): return row.progress.percentage.map { $0 < limit } ?? false
        case .progressAbove(let limit): return row.progress.percentage.map { $0 > limit } ?? false
        case .duplicates(let count): return Kindred(row).isWhole && self.count(of: row) >= count
        case .streams(let count): return self.players { _ in true } >= count
        case .transcodes(let count): return self.players(\.isTranscoding) >= count
        case .starts(let count, let within):
            let now = self.entry.poll?.handledAt ?? .begin
            let kind = Kindred(row)
            // A scan counts when it names its section, some polls after its first sight.
            let slack = max(.seconds(60), self.entry.intervals.most * 6)
            return kind.isWhole
                && self.entry.trails.values.count { $0.kind == kind && now - $0.firstSign <= within + slack } >= count
        case .slower: return true
        case .during(let window): return self.wallSecond.map { window.isOpen(atSecond: $0) } ?? false
        case .notDuring(let window): return self.wallSecond.map { !window.isOpen(atSecond: $0) } ?? false
        }
    }

    /// Whether a condition must hold for a row of the last poll, by all that polls have proved.
    func mustHold(_ need: Need, _ row: Activity, _ trail: Trail, scope: RuleDraft.Scope) -> Bool {
        let kind = self.entry.kinds[Kindred(row)]
        switch need {
        case .runningFor(let span):
            return (scope == .kind ? kind?.leastAge.total ?? 0 : trail.leastAge.total) >= span
        case .noProgressFor(let span):
            return scope == .activity && row.progress != .unknown && trail.leastStall.total >= span
        case .progressBelow, .progressAbove, .during, .notDuring:
            return self.mayHold(need, row, trail, scope: scope)
        case .duplicates(let count): return Kindred(row).isWhole && self.count(of: row) >= count
        case .streams, .transcodes: return self.mayHold(need, row, trail, scope: scope)
        case .starts, .slower: return false
        }
    }

    /// Whether nobody can know whether a condition holds for a row of the last poll.
    func isUnknown(_ need: Need, _ row: Activity, _ trail: Trail) -> Bool {
        switch need {
        case .noProgressFor: row.progress == .unknown && !trail.mayHaveTalked
        case .progressBelow, .progressAbove: row.progress == .unknown
        case .streams, .transcodes:
            self.entry.poll?.sessions.map { $0.contains { $0.state == .unknown } } ?? true
        case .during, .notDuring: self.wallSecond == nil
        case .duplicates, .starts: !Kindred(row).isWhole
        case .slower: true
        case .runningFor: false
        }
    }

    private func count(of row: Activity) -> Int {
        let kind = Kindred(row)
        return self.entry.poll?.rows.values.count { Kindred($0) == kind } ?? 0
    }

    private func players(_ isCounted: (PlaybackSession) -> Bool) -> Int {
        self.entry.poll?.sessions?.count { ($0.state == .playing || $0.state == .buffering) && isCounted($0) } ?? 0
    }
}
