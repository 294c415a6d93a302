// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The configuration of a transcript as it is written, before it is put in force.
struct TranscriptSettings {
    /// A rule, an exception's number before each key of `[[rule.except]]`.
    struct RuleText {
        /// Its name.
        var name: String
        /// The file that it stands in.
        var file: String
        /// Its keys, without the tables that they stand in.
        var values: [(key: String, values: [String])]
    }

    /// The servers.
    var servers: [ServerSettings] = []
    /// The rules.
    var rules: [RuleText] = []
    /// The windows by name.
    var windows: [String: TimeWindow] = [:]
    /// The keys of `[safety]`.
    var safety: [String: [String]] = [:]
    /// How events are reported.
    var journal = JournalSettings()

    /// Adds a rule, or puts it in the place of the one of the same name.
    mutating func add(_ rule: RuleText) {
        guard let index = self.rules.firstIndex(where: { $0.name == rule.name }) else {
            self.rules.append(rule)
            return
        }
        self.rules[index] = rule
    }

    /// The settings as the monitor takes them.
    func resolved(generation: Int, line: Int) throws -> MonitorSettings {
        MonitorSettings(
            generation: generation, servers: self.servers,
            rules: try self.rules.map { try self.rule($0, line: line) },
            safety: try self.resolvedSafety(line: line), journal: self.journal, textHashKey: TextHash.Key(1, 2))
    }

    private func resolvedSafety(line: Int) throws -> SafetySettings {
        var settings = SafetySettings()
        for (key, values) in self.safety {
            switch key {
            case "enforce": break
            case "max-stops-per-hour": settings.maximumStopsPerHour = try Self.number(values, key, line)
            case "protect": settings.protectedTypes.formUnion(values.map { ActivityType($0) })
            case "unprotect": settings.protectedTypes.subtract(values.map { ActivityType($0) })
            case "not-during": settings.notDuring = try self.windows(values, line)
            default: throw TranscriptError(line: line, reason: "[safety] has no \"\(key)\"")
            }
        }
        return settings
    }
}

extension TranscriptSettings {
    /// The keys that belong to the condition of another key.
    private static let companions = Set(Condition.forms.flatMap(\.companions).map(\.key))

    private func rule(_ text: RuleText, line: Int) throws -> Rule {
        var match = ActivityMatch()
        var exceptions: [String: ActivityMatch] = [:]
        var rule = Rule(
            name: text.name, file: text.file, match: match, conditions: [], conduct: .notify)
        var plan = StopPlan()
        var isNotice = false
        var isArmed = self.safety["enforce"]?.contains(text.name) ?? false
        for (key, values) in text.values {
            let first = values.first ?? ""
            if key.hasPrefix("except") {
                let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw TranscriptError(line: line, reason: "\(key) names no key") }
                try Self.add(parts[1], values, to: &exceptions[parts[0], default: ActivityMatch()], line)
                continue
            }
            switch key {
            case "description": rule.summary = first
            case "scope": rule.scope = first == "kind" ? .kind : .activity
            case "mode": isArmed = isArmed || first == "enforce"
            case "action": isNotice = first == "notify"
            case "for": rule.hold = try TranscriptLine.duration(first, number: line)
            case "remedies": plan.remedies = values.compactMap(RemedyKind.init(rawValue:))
            case "victims":
                guard let victims = Victims(rawValue: first) else {
                    throw TranscriptError(line: line, reason: "\"\(first)\" are no victims")
                }
                plan.victims = victims
            case "verify-within": plan.verifyWithin = try TranscriptLine.duration(first, number: line)
            case "attempts": plan.attempts = try Self.number(values, key, line)
            case "cooldown": plan.cooldown = try TranscriptLine.duration(first, number: line)
            case "max-per-hour": plan.maximumPerHour = try Self.number(values, key, line)
            case _ where Self.companions.contains(key): break
            default:
                if let condition = try self.condition(key, values, of: text, line) {
                    rule.conditions.append(condition)
                } else {
                    try Self.add(key, values, to: &match, line)
                }
            }
        }
        guard !rule.conditions.isEmpty else {
            throw TranscriptError(line: line, reason: "rule \(text.name) has no condition")
        }
        rule.match = match
        rule.exceptions = exceptions.sorted { $0.key < $1.key }.map(\.value)
        rule.conduct = isNotice ? .notify : isArmed ? .enforce(StopMandate(arming: plan)) : .observe(plan)
        return rule
    }

    private func condition(
        _ key: String, _ values: [String], of rule: RuleText, _ line: Int
    ) throws -> Condition? {
        guard let form = Condition.forms.first(where: { $0.field.key == key }) else { return nil }
        var found: ConditionValues = [:]
        for field in form.fields {
            guard let texts = field == form.field ? values : rule.values.first(where: { $0.key == field.key })?.values
            else { continue }
            found[field] = try self.conditionValue(field, texts, line)
        }
        guard let condition = form.make(found) else {
            let keys = form.companions.map(\.key).joined(separator: ", ")
            throw TranscriptError(line: line, reason: "\(key) needs \(keys) beside it")
        }
        return condition
    }

    private func conditionValue(
        _ field: ConditionField, _ values: [String], _ line: Int
    ) throws -> ConditionValue {
        let first = values.first ?? ""
        switch field.shape {
        case .duration: return .duration(try TranscriptLine.duration(first, number: line))
        case .number:
            guard let number = Double(first) else {
                throw TranscriptError(line: line, reason: "\(field.key) is no number")
            }
            return .number(number)
        case .count: return .count(try Self.number(values, field.key, line))
        case .windows: return .windows(try self.windows(values, line))
        }
    }

    private static func add(
        _ key: String, _ values: [String], to match: inout ActivityMatch, _ line: Int
    ) throws {
        switch key {
        case "type": match.types = values.map { Glob($0) }
        case "server": match.servers = values.map { Glob($0) }
        case "title": match.titles = values.map { Glob($0, ignoringCase: true) }
        case "subtitle": match.subtitles = values.map { Glob($0, ignoringCase: true) }
        case "section": match.sections = values
        case "user": match.users = values.compactMap(Int.init)
        case "cancellable": match.cancellable = values.first == "true"
        default: throw TranscriptError(line: line, reason: "a rule has no \"\(key)\"")
        }
    }

    private func windows(_ names: [String], _ line: Int) throws -> [TimeWindow] {
        try names.map { name in
            guard let window = self.windows[name] else {
                throw TranscriptError(line: line, reason: "there is no window \"\(name)\"")
            }
            return window
        }
    }

    private static func number(_ values: [String], _ key: String, _ line: Int) throws -> Int {
        guard let number = values.first.flatMap(Int.init) else {
            throw TranscriptError(line: line, reason: "\(key) is no whole number")
        }
        return number
    }

    /// Adds a window: `from=22:00 to=06:00 days=mon,sat`.
    mutating func addWindow(_ name: String, _ values: [(key: String, values: [String])], line: Int) throws {
        var window = TimeWindow(name: name, from: 0, to: 0)
        for (key, values) in values {
            switch key {
            case "from": window.from = try Self.minute(values.first ?? "", line)
            case "to": window.to = try Self.minute(values.first ?? "", line)
            case "of": window.isOfServer = values == ["server"]
            case "days": window.days = Set(values.compactMap(Weekday.init(rawValue:)))
            default: throw TranscriptError(line: line, reason: "a window has no \"\(key)\"")
            }
        }
        self.windows[name] = window
    }

    /// The minute of the day of a time such as `03:45`.
    static func minute(_ text: String, _ line: Int) throws -> Int {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, (0...24).contains(parts[0]), (0..<60).contains(parts[1]) else {
            throw TranscriptError(line: line, reason: "\"\(text)\" is no time of day")
        }
        return parts[0] * 60 + parts[1]
    }
}
