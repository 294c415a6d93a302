// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Says of a rule and an activity whether all of it is true, from the ledger alone; unknown is not true.
struct RuleOracle {
    var server: String
    var ledger: ServerLedger
    var protectedTypes: Set<ActivityType>
    var localTime: LocalTime?
    var now: Instant

    /// Whether the rule is about the activity: it matches, no exception may, and it is not protected.
    func isAbout(_ rule: Rule, _ row: Activity) -> Bool {
        if rule.plan != nil, self.protectedTypes.contains(row.type) { return false }
        return self.matches(rule.match, row, reachesAll: rule.plan == nil) == true
            && rule.exceptions.allSatisfy { self.matches($0, row, reachesAll: true) == false }
    }

    /// Whether a match, or an exception, is about the activity; nil where that is not known.
    ///
    /// - Parameter reachesAll: Whether a wildcard reaches protected and unknown types, too.
    func matches(_ match: ActivityMatch, _ row: Activity, reachesAll: Bool = false) -> Bool? {
        var parts: [Bool?] = []
        if !match.servers.isEmpty { parts.append(match.servers.contains { Self.fits($0.pattern, self.server) }) }
        if !match.types.isEmpty {
            parts.append(
                match.types.contains { glob in
                    let isWild = glob.pattern.contains("*") || glob.pattern.contains("?")
                    let isCommon = ActivityType.known.contains(row.type) && !self.protectedTypes.contains(row.type)
                    return Self.fits(glob.pattern, row.type.rawValue) && (!isWild || isCommon || reachesAll)
                })
        }
        let title = row.title.isEmpty ? nil : row.title
        for (globs, text) in [(match.titles, title), (match.subtitles, row.subtitle)] where !globs.isEmpty {
            parts.append(text.map { text in globs.contains { Self.fits(Self.plain($0.pattern), Self.plain(text)) } })
        }
        if !match.sections.isEmpty { parts.append(self.isIn(match.sections, row.sectionID)) }
        if !match.users.isEmpty { parts.append(row.userID.map(match.users.contains)) }
        if let cancellable = match.cancellable { parts.append(row.isCancellable.map { $0 == cancellable }) }
        if parts.contains(where: { $0 == false }) { return false }
        return parts.contains { $0 == nil } ? nil : true
    }

    private func isIn(_ sections: [String], _ section: SectionID?) -> Bool? {
        guard let section else { return nil }
        let wanted = sections.map(Self.plain)
        if wanted.contains(section.rawValue) { return true }
        guard let name = self.ledger.sectionNames[section].map(Self.plain), !name.isEmpty else { return nil }
        guard wanted.contains(name) else { return false }
        // A name that another library has, or is the key of, says nothing.
        let others = self.ledger.sectionNames.filter { $0.key != section }
        return others.contains { $0.key.rawValue == name || Self.plain($0.value) == name } ? nil : true
    }

    /// A name as it is compared.
    private static func plain(_ name: String) -> String {
        var letters = Array(name.lowercased())
        while letters.last?.isWhitespace == true { letters.removeLast() }
        while letters.first?.isWhitespace == true { letters.removeFirst() }
        return String(letters)
    }

    /// Whether a pattern fits, tried letter by letter.
    private static func fits(_ pattern: some StringProtocol, _ text: some StringProtocol) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return Self.fits(pattern.dropFirst(), text) || (!text.isEmpty && Self.fits(pattern, text.dropFirst()))
        }
        guard let letter = text.first, first == "?" || first == letter else { return false }
        return Self.fits(pattern.dropFirst(), text.dropFirst())
    }
}

extension RuleOracle {
    /// Whether the rule is about the activity and all its conditions are true.
    func holds(_ rule: Rule, _ row: Activity) -> Bool {
        self.isAbout(rule, row) && rule.conditions.allSatisfy { self.isTrue($0, row, rule.scope) }
    }

    private func isTrue(_ condition: Condition, _ row: Activity, _ scope: Rule.Scope) -> Bool {
        let kind = WorkKind(of: row)
        let isWhole = kind.section != nil || kind.type != .libraryUpdateSection
        let age = scope == .kind ? self.ledger.age(kind) : self.ledger.age(row.id)
        switch condition {
        case .runningFor(let wanted):
            return age >= wanted.duration
        case .noProgressFor(let wanted):
            guard scope == .kind else {
                return self.ledger.isTelling(row.id) && self.ledger.stalled(row.id) >= wanted.duration
            }
            let members = self.ledger.work[kind]?.members ?? []
            return members.allSatisfy(self.ledger.isTelling) && self.ledger.stalled(kind) >= wanted.duration
        case .progressBelow(let wanted):
            return row.progress.percentage.map { $0 < wanted.limit } ?? false
        case .progressAbove(let wanted):
            return row.progress.percentage.map { $0 > wanted.limit } ?? false
        case .duplicatesAtLeast(let wanted):
            return isWhole
                && (self.ledger.snapshot?.activities ?? []).count { WorkKind(of: $0) == kind } >= wanted.count
        case .streamsAtLeast(let wanted):
            return self.playing.map { $0.count >= wanted.count } ?? false
        case .transcodesAtLeast(let wanted):
            return self.playing.map { $0.count(where: \.isTranscoding) >= wanted.count } ?? false
        case .slowerThanUsual(let wanted):
            let runs = (self.ledger.runs[kind] ?? []).suffix(20).sorted()
            guard isWhole, runs.count >= 5 else { return false }
            // The nearest rank of the 95th percentile: the smallest run that 95 of a hundred do not exceed.
            let usual = runs.first { run in runs.count { $0 <= run } * 100 >= runs.count * 95 }
            return usual.map { age > $0 * wanted.factor } ?? false
        case .startsAtLeast(let wanted):
            let starts = self.ledger.starts[kind] ?? []
            return isWhole && starts.count { $0.duration(to: self.now) <= wanted.within } >= wanted.count
        case .during(let wanted):
            return self.localTime.map { time in wanted.windows.contains { Self.isOpen($0, time) } } ?? false
        case .notDuring(let wanted):
            return self.localTime.map { time in !wanted.windows.contains { Self.isOpen($0, time) } } ?? false
        case .queueStillFor(let wanted):
            return self.ledger.hasMoved(row.id)
                || (row.progress != .unknown && !self.hasMovement(of: row.type, within: wanted.duration))
        }
    }

    /// Whether work of a type has moved or ended within a time.
    private func hasMovement(of type: ActivityType, within: Duration) -> Bool {
        let isMoving = (self.ledger.snapshot?.activities ?? []).contains { row in
            row.type == type && self.ledger.hasMoved(row.id) && self.ledger.stalled(row.id) < within
        }
        return isMoving
            || self.ledger.past.values.contains { run in
                run.sighting.looks.contains { $0.row?.type == type } && run.at.duration(to: self.now) < within
            }
    }

    private var playing: [PlaybackSession]? {
        self.ledger.sessions?.filter { $0.state == .playing || $0.state == .buffering }
    }

    /// Whether a window is open, found by going through the minutes for which it is from each day on which it opens.
    static func isOpen(_ window: TimeWindow, _ time: LocalTime) -> Bool {
        let minute = (Weekday.allCases.firstIndex(of: time.weekday) ?? 0) * 1_440 + time.secondOfDay / 60
        let length = window.to > window.from ? window.to - window.from : window.to + 1_440 - window.from
        return window.days.contains { day in
            let opens = (Weekday.allCases.firstIndex(of: day) ?? 0) * 1_440 + window.from
            return (minute - opens + 7 * 1_440) % (7 * 1_440) < length
        }
    }
}
