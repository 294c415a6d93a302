// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension MonitorSettings {
    /// The settings as an object, without the key of text hashes. Durations are nanoseconds.
    var value: JSONValue {
        var object = ObjectBuilder()
        object.add("generation", self.generation)
        object.add(
            "servers",
            .array(
                self.servers.map { server in
                    .object([
                        .init("name", .string(server.name)),
                        .init("poll-interval", server.pollInterval.value),
                    ])
                }))
        object.add("rules", unlessEmpty: self.rules.map(\.value))
        object.add("safety", self.safety.value)
        object.add("journal", self.journal.value)
        return object.value
    }
}

extension Duration {
    /// The duration in nanoseconds.
    var value: JSONValue { .integer(Int(self.wholeNanoseconds)) }
}

extension SafetySettings {
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("max-stops-per-hour", self.maximumStopsPerHour)
        object.add("protected", .array(self.protectedTypes.sorted().map { .string($0.rawValue) }))
        object.add("not-during", unlessEmpty: self.notDuring.map(\.value))
        return object.value
    }
}

extension JournalSettings {
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("titles", self.showsTitles)
        object.add("progress-interval", self.progressInterval.value)
        object.add("quiet", .array(self.quietTypes.sorted().map { .string($0.rawValue) }))
        return object.value
    }
}

extension TimeWindow {
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("name", self.name)
        if self.isOfServer {
            object.add("of", "server")
            return object.value
        }
        object.add("from", self.from)
        object.add("to", self.to)
        object.add("days", Weekday.allCases.filter(self.days.contains).map(\.rawValue).joined(separator: " "))
        return object.value
    }
}

extension Rule {
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("name", self.name)
        object.add("description", unlessEmpty: self.summary)
        object.add("file", unlessEmpty: self.file)
        object.add("scope", self.scope.rawValue)
        object.add("match", self.match.value)
        object.add("except", unlessEmpty: self.exceptions.map(\.value))
        object.add("when", .array(self.conditions.map(\.value)))
        object.add("for", unlessZero: Int(self.hold.wholeNanoseconds))
        object.add("mode", self.mode)
        object.add("plan", self.plan?.value)
        return object.value
    }
}

extension ActivityMatch {
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("uuid", unlessEmpty: self.uuids.sorted().map(\.rawValue))
        object.add("type", unlessEmpty: self.types.map(\.value))
        object.add("server", unlessEmpty: self.servers.map(\.value))
        object.add("title", unlessEmpty: self.titles.map(\.value))
        object.add("subtitle", unlessEmpty: self.subtitles.map(\.value))
        object.add("section", unlessEmpty: self.sections)
        object.add("user", unlessEmpty: self.users.map(JSONValue.integer))
        object.add("cancellable", self.cancellable)
        return object.value
    }
}

extension Glob {
    /// The pattern; inside an object where case does not count.
    fileprivate var value: JSONValue {
        self.ignoresCase ? .object([.init("any-case", .string(self.pattern))]) : .string(self.pattern)
    }
}

extension Condition {
    /// The condition as an object whose first member is its key in the configuration.
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        for field in self.form.fields { object.add(field.key, self.values[field]?.value) }
        return object.value
    }
}

extension ConditionValue {
    fileprivate var value: JSONValue {
        switch self {
        case .duration(let duration): duration.value
        case .number(let number): .number(number)
        case .count(let count): .integer(count)
        case .windows(let windows): .array(windows.map(\.value))
        }
    }
}

extension StopPlan {
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("remedies", self.remedies.map { .array($0.map { .string($0.rawValue) }) })
        object.add("victims", self.victims.rawValue)
        object.add("verify-within", self.verifyWithin.value)
        object.add("attempts", self.attempts)
        object.add("cooldown", self.cooldown.value)
        object.add("max-per-hour", self.maximumPerHour)
        return object.value
    }
}
