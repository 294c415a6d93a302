// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension MonitorSettings {
    /// The settings that an object describes.
    init(_ members: JSONMembers, key: TextHash.Key) throws(RecordingProblem) {
        var servers: [ServerSettings] = []
        for value in try members.list("servers") {
            let server = try JSONMembers(value)
            servers.append(
                ServerSettings(
                    name: try server.string("name"), pollInterval: try server.duration("poll-interval")))
        }
        var rules: [Rule] = []
        for value in try members.list("rules") { rules.append(try Rule(JSONMembers(value))) }
        self.init(
            generation: try members.integer("generation"), servers: servers, rules: rules,
            safety: try SafetySettings(members.object("safety")),
            journal: try JournalSettings(members.object("journal")), textHashKey: key)
    }
}

extension SafetySettings {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        self.init(
            maximumStopsPerHour: try members.integer("max-stops-per-hour"),
            protectedTypes: Set(try members.strings("protected").map { ActivityType($0) }),
            notDuring: try members.windows("not-during"))
    }
}

extension JournalSettings {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        self.init(
            showsTitles: try members.flag("titles"), progressInterval: try members.duration("progress-interval"),
            quietTypes: Set(try members.strings("quiet").map { ActivityType($0) }))
    }
}

extension JSONMembers {
    /// The windows under a name; empty where the member is missing.
    fileprivate func windows(_ name: String) throws(RecordingProblem) -> [TimeWindow] {
        var windows: [TimeWindow] = []
        for value in try self.list(name) {
            let members = try JSONMembers(value)
            if members["of"] != nil {
                windows.append(.ofServer(name: try members.string("name")))
                continue
            }
            var days: Set<Weekday> = []
            for name in try members.string("days").split(separator: " ") {
                guard let day = Weekday(rawValue: String(name)) else { throw RecordingProblem("\(name) is not a day") }
                days.insert(day)
            }
            windows.append(
                TimeWindow(
                    name: try members.string("name"), from: try members.integer("from"),
                    to: try members.integer("to"), days: days))
        }
        return windows
    }

    /// The patterns under a name; empty where the member is missing.
    fileprivate func globs(_ name: String) throws(RecordingProblem) -> [Glob] {
        var globs: [Glob] = []
        for value in try self.list(name) {
            if case .string(let pattern) = value {
                globs.append(Glob(pattern))
            } else {
                globs.append(Glob(try JSONMembers(value).string("any-case"), ignoringCase: true))
            }
        }
        return globs
    }
}

extension Rule {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        var exceptions: [ActivityMatch] = []
        for value in try members.list("except") { exceptions.append(try ActivityMatch(JSONMembers(value))) }
        var conditions: [Condition] = []
        for value in try members.list("when") { conditions.append(try Condition(JSONMembers(value))) }
        let conduct: Conduct
        switch try members.string("mode") {
        case "notify": conduct = .notify
        case "observe": conduct = .observe(try StopPlan(members.object("plan")))
        case "enforce": conduct = .enforce(StopMandate(arming: try StopPlan(members.object("plan"))))
        default: throw RecordingProblem("mode has an unknown value")
        }
        self.init(
            name: try members.string("name"),
            summary: try members.stringIfPresent("description") ?? "",
            file: try members.stringIfPresent("file") ?? "",
            scope: try members.word("scope", Scope.self),
            match: try ActivityMatch(members.object("match")),
            exceptions: exceptions,
            conditions: conditions,
            hold: .nanoseconds(Int64(try members.integerIfPresent("for") ?? 0)),
            conduct: conduct)
    }
}

extension ActivityMatch {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        var users: [Int] = []
        for value in try members.list("user") {
            guard case .integer(let user) = value else { throw RecordingProblem("user must be a list of numbers") }
            users.append(user)
        }
        self.init(
            types: try members.globs("type"), servers: try members.globs("server"), titles: try members.globs("title"),
            subtitles: try members.globs("subtitle"), sections: try members.strings("section"), users: users,
            cancellable: try members.flagIfPresent("cancellable"),
            uuids: Set(try members.strings("uuid").map { ActivityID($0) }))
    }
}

extension Condition {
    /// The condition that an object describes; its first member names the condition.
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        let name = members.name(at: 0) ?? ""
        guard let form = Condition.forms.first(where: { $0.field.key == name }) else {
            throw RecordingProblem("there is no condition called \(name.printable(limit: 40))")
        }
        var values: ConditionValues = [:]
        for field in form.fields where !field.isOptional || members[field.key] != nil {
            values[field] = try members.conditionValue(field)
        }
        guard let condition = form.make(values) else { throw RecordingProblem("\(name) lacks a value") }
        self = condition
    }
}

extension JSONMembers {
    /// The value of a key of a condition, which must be there.
    fileprivate func conditionValue(_ field: ConditionField) throws(RecordingProblem) -> ConditionValue {
        switch field.shape {
        case .duration: .duration(try self.duration(field.key))
        case .number: .number(try self.number(field.key))
        case .count: .count(try self.integer(field.key))
        case .windows: .windows(try self.windows(field.key))
        }
    }
}

extension StopPlan {
    fileprivate init(_ members: JSONMembers) throws(RecordingProblem) {
        var remedies: [RemedyKind]?
        if members["remedies"] != nil {
            remedies = []
            for word in try members.strings("remedies") {
                guard let remedy = RemedyKind(rawValue: word) else { throw RecordingProblem("there is no \(word)") }
                remedies?.append(remedy)
            }
        }
        self.init(
            remedies: remedies,
            victims: try members.word("victims", Victims.self),
            verifyWithin: try members.duration("verify-within"),
            attempts: try members.integer("attempts"),
            cooldown: try members.duration("cooldown"),
            maximumPerHour: try members.integerIfPresent("max-per-hour"))
    }
}
