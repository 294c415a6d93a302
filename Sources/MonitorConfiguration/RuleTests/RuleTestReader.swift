// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Reads files of rule tests as strictly as the configuration, and reports all problems together.
package enum RuleTestReader {
    /// The name of the server in tests.
    static let server = "home"

    /// The tests of a file and the rules that it names.
    ///
    /// - Throws: ``ConfigurationFailure`` with the problems of the file, or of the rules.
    package static func read(
        _ path: String, fileSystem: any ConfigurationFileSystem = HostFileSystem()
    ) throws(ConfigurationFailure) -> RuleTestFile {
        var files = FileReader(fileSystem: fileSystem)
        files.read([path])
        guard let document = files.documents.first else {
            throw .rejected(files.findings.sorted(by: files.paths))
        }
        let table = TableReader(
            RuleTestFileKey.self, document: document, path: KeyPath(), values: document.values, findings: files.findings
        )
        let pollInterval = table.duration(.pollInterval, in: .seconds(1) ... .hours(1)) ?? .seconds(10)
        if !table.has(.rules) {
            table.reportMissing(.rules, "is required: the rule files to test, named from this file's directory")
        }
        let names = table.texts(.rules) ?? []
        if !table.has(.test) { table.reportMissing(.test, "at least one is required") }
        let tests = table.tables(.test, RuleTestKey.self).compactMap { $0.ruleTest(pollInterval: pollInterval) }
        guard !files.findings.hasErrors else { throw .rejected(files.findings.sorted(by: files.paths)) }

        let servers = [ServerSettings(name: Self.server, pollInterval: pollInterval)]
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let paths = names.map { $0.hasPrefix("/") || directory.isEmpty ? $0 : "\(directory)/\($0)" }
        let configuration = try RuleFiles.load(paths, servers: servers, fileSystem: fileSystem)
        let rules = configuration.rules.map(\.observing)
        Self.checkRules(tests, against: rules, table)
        guard !files.findings.hasErrors else { throw .rejected(files.findings.sorted(by: files.paths)) }
        return RuleTestFile(
            path: path, rules: rules, safety: configuration.safety, pollInterval: pollInterval, tests: tests)
    }

    /// Reports expectations that name an unknown rule or activity.
    private static func checkRules(_ tests: [RuleTest], against rules: [Rule], _ table: TableReader<RuleTestFileKey>) {
        let names = rules.map(\.name)
        for (test, reader) in zip(tests, table.tables(.test, RuleTestKey.self)) {
            let uuids = test.activities.map(\.activity.id.rawValue)
            for (expectation, inner) in zip(test.expectations, reader.tables(.expect, ExpectationKey.self)) {
                if let rule = expectation.rule, !names.contains(rule) {
                    inner.report(.rule, "there is no rule \"\(rule)\"\(Suggestion.hint(for: rule, among: names))")
                }
                if let uuid = expectation.activity, !uuids.contains(uuid) {
                    inner.report(
                        .activity, "there is no activity \"\(uuid)\"\(Suggestion.hint(for: uuid, among: uuids))")
                }
            }
        }
    }
}

extension TableReader<RuleTestKey> {
    /// The longest time in a test.
    private static var longest: Duration { .days(30) }

    /// The test that this table describes, or nil where something is wrong with it.
    fileprivate func ruleTest(pollInterval: Duration) -> RuleTest? {
        if !self.has(.name) { self.reportMissing(.name, "is required: the name of the test") }
        if !self.has(.activity) { self.reportMissing(.activity, "at least one is required") }
        if !self.has(.expect) { self.reportMissing(.expect, "at least one is required, or the test shows nothing") }
        let step = self.duration(.step, in: .seconds(1) ... .days(1)) ?? .minutes(1)
        if step < pollInterval { self.report(.step, "must not be shorter than poll-interval (\(pollInterval.text))") }
        let start = self.startTime()
        let activities = self.tables(.activity, TestActivityKey.self).flatMap { $0.activities() }
        let outages = self.tables(.outage, TestSpanKey.self).compactMap { $0.span() }
        let restarts = self.tables(.restart, TestSpanKey.self).compactMap { $0.span() }
        let playback = self.tables(.playback, TestPlaybackKey.self).compactMap { $0.playback() }
        let expectations = self.tables(.expect, ExpectationKey.self).compactMap { $0.expectation() }
        let uuids = activities.map(\.activity.id)
        if Set(uuids).count < uuids.count { self.report(.activity, "two activities have one uuid") }
        guard let name = self.text(.name, longest: 200) else { return nil }
        let test = RuleTest(
            name: name, line: self.document.lines.line(of: self.path), start: start,
            maintenance: self.maintenance(), step: step, activities: activities, outages: outages, restarts: restarts,
            playback: playback,
            expectations: expectations)
        if test.end > Self.longest { self.reportTable("lasts \(test.end.text), and a test may last 30d at most") }
        return test
    }

    /// The hours of the server's maintenance, such as `[2, 5]`.
    private func maintenance() -> MaintenanceHours? {
        guard let value = self.values[RuleTestKey.maintenance.rawValue] else { return nil }
        if case .array(let items) = value, items.count == 2, case .integer(let start) = items[0],
            case .integer(let end) = items[1], let hours = MaintenanceHours(start: Int(start), end: Int(end))
        {
            return hours
        }
        self.report(.maintenance, "must be two different hours from 0 to 23, such as [2, 5]")
        return nil
    }

    /// The local time at the start, such as `sat 02:30`.
    private func startTime() -> LocalTime? {
        guard let text = self.text(.start) else { return nil }
        let words = text.split(separator: " ")
        let digits = words.last?.split(separator: ":", omittingEmptySubsequences: false) ?? []
        guard words.count == 2, let day = Weekday(rawValue: String(words[0])), digits.count == 2,
            digits.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(digits[0]), let minute = Int(digits[1]),
            (0...23).contains(hour), (0...59).contains(minute)
        else {
            self.report(.start, "must be a day and a time of day, such as \"sat 02:30\"")
            return nil
        }
        return LocalTime(weekday: day, secondOfDay: hour * 3_600 + minute * 60)
    }
}

extension TableReader<TestActivityKey> {
    /// The activities that this table describes: one, or as many as it repeats.
    fileprivate func activities() -> [ScriptedActivity] {
        for key in [TestActivityKey.uuid, .type, .progress] where !self.has(key) {
            self.reportMissing(key, key == .progress ? "is required: \(ProgressNotation.form)" : "is required")
        }
        let start = self.duration(.start, in: .zero ... .days(30)) ?? .zero
        let count = self.integer(.repeat, in: 1...1_000) ?? 1
        let every = self.duration(.every, in: .seconds(1) ... .days(1))
        if self.has(.repeat) != self.has(.every) {
            let given: TestActivityKey = self.has(.repeat) ? .repeat : .every
            self.report(given, "repeat and every belong together: how many, and how far apart")
        }
        var looks: [ScriptedActivity.Look]?
        if let text = self.text(.progress, longest: 10_000) {
            looks = ProgressNotation.looks(text)
            if looks == nil { self.report(.progress, "must be \(ProgressNotation.form)") }
        }
        let section = self.section()
        guard let uuid = self.text(.uuid, longest: 100), let type = self.text(.type, longest: 100), let looks else {
            return []
        }
        let activity = Activity(
            id: ActivityID(uuid), type: ActivityType(type), title: self.text(.title) ?? "",
            subtitle: self.text(.subtitle) ?? "", isCancellable: self.flag(.cancellable),
            userID: self.integer(.user, in: 0 ... .max),
            context: section.map { .object([.init("librarySectionID", .string($0.key))]) })
        return (0..<count).map { number in
            var one = activity
            if count > 1 { one.id = ActivityID("\(uuid)-\(number + 1)") }
            return ScriptedActivity(
                activity: one, sectionName: section?.name, start: start + (every ?? .zero) * number, looks: looks)
        }
    }

    /// The section by its name or its number. The name of a number is `Library N`; the key of a name is the name.
    private func section() -> (key: String, name: String)? {
        switch self.values[TestActivityKey.section.rawValue] {
        case nil: return nil
        case .string(let name) where !name.isEmpty: return (name, name)
        case .integer(let number) where number >= 0: return (String(number), "Library \(number)")
        default:
            self.report(.section, "must be the name of a library, or its number")
            return nil
        }
    }
}

extension TableReader<TestSpanKey> {
    /// From when to when.
    fileprivate func span() -> Range<Duration>? {
        for key in [TestSpanKey.at, .length] where !self.has(key) { self.reportMissing(key, "is required") }
        guard let at = self.duration(.at, in: .zero ... .days(30)),
            let length = self.duration(.length, in: .seconds(1) ... .days(30))
        else { return nil }
        return at..<(at + length)
    }
}

extension TableReader<TestPlaybackKey> {
    /// The sessions, with their times.
    fileprivate func playback() -> ScriptedPlayback? {
        for key in [TestPlaybackKey.at, .length] where !self.has(key) { self.reportMissing(key, "is required") }
        guard let at = self.duration(.at, in: .zero ... .days(30)),
            let length = self.duration(.length, in: .seconds(1) ... .days(30))
        else { return nil }
        return ScriptedPlayback(
            span: at..<(at + length), streams: self.integer(.streams, in: 0...100) ?? 0,
            transcodes: self.integer(.transcodes, in: 0...100) ?? 0, paused: self.integer(.paused, in: 0...100) ?? 0)
    }
}

extension TableReader<ExpectationKey> {
    /// The expectations.
    fileprivate func expectation() -> Expectation? {
        if !self.has(.event) { self.reportMissing(.event, "is required: the event, such as \"would-stop\"") }
        let never = self.flag(.never) ?? false
        if !never, !self.has(.at) {
            self.reportMissing(.at, "is required: by when it must have happened, from the test's start")
        }
        let at = self.duration(.at, in: .zero ... .days(30))
        let after = self.duration(.after, in: .zero ... .days(30)) ?? .zero
        if let at, after > at { self.report(.after, "must not be later than at") }
        guard let event = self.choice(.event, of: EventKind.self) else { return nil }
        return Expectation(
            line: self.document.lines.line(of: self.path), at: at, after: after, event: event,
            rule: self.text(.rule), activity: self.text(.activity), never: never)
    }
}
