// SPDX-License-Identifier: Apache-2.0
import PlexModel
import TOMLKit

extension ActivityPlan {
    /// Reads one `[[activity]]`.
    init(reader: TableReader) {
        let type = ActivityType(reader.requiredString("type"))
        self.init(type: type)
        self.titles = reader.strings("title") ?? []
        self.subtitles = reader.strings("subtitle") ?? []
        self.section = reader.string("section").map { SectionID($0) }
        self.context = reader.members("context")
        self.userID = reader.integer("user", in: 0...Int.max) ?? 1
        self.isCancellable = Self.isCancellable(reader)
        self.uuid = reader.string("uuid")
        self.copies = reader.integer("copies", in: 1...100_000) ?? 1
        self.trigger = Self.trigger(of: reader)
        self.readRuns(reader)
        self.butlerTask =
            reader.string("butler-task").map { $0 == "none" ? nil : .init(rawValue: $0) } ?? type.butlerTask
        self.onCancel = Self.response(reader, "on-cancel")
        self.onSectionStop = Self.response(reader, "on-section-stop") ?? .stop
        self.onButlerStop = Self.response(reader, "on-butler-stop") ?? .stop
        self.stopDelay = reader.duration("stop-delay") ?? .zero
        self.course = Course(reader: reader)
        if self.trigger == .sectionRefresh, self.section == nil {
            reader.problem("section", "is required with start-on = \"section-refresh\"")
        }
        if self.trigger == .butlerTask, self.butlerTask == nil {
            reader.problem("butler-task", "is required with start-on = \"butler-task\" for this type")
        }
    }

    /// Reads the number of runs.
    private mutating func readRuns(_ reader: TableReader) {
        let runs = reader.value("repeat", "an integer from 1 to 1000000, or \"forever\"") { value -> Int?? in
            if value.string == "forever" { return .some(nil) }
            return value.int.flatMap { (1...1_000_000).contains($0) ? .some($0) : nil }
        }
        self.runs = runs ?? 1
        self.pauseBetween = reader.duration("pause-between") ?? .zero
    }

    /// Reads the row's `cancellable`; `"absent"` leaves the attribute out.
    private static func isCancellable(_ reader: TableReader) -> Bool? {
        let value = reader.value("cancellable", "true, false or \"absent\"") { value -> Bool?? in
            if value.string == "absent" { return .some(nil) }
            return value.bool.map { .some($0) }
        }
        return value ?? false
    }

    /// Reads the trigger.
    private static func trigger(of reader: TableReader) -> Trigger {
        let word = reader.word("start-on", ["section-refresh": Trigger.sectionRefresh, "butler-task": .butlerTask])
        let start = reader.duration("start")
        if word != nil, start != nil { reader.problem("start", "cannot be combined with start-on") }
        return word ?? .time(start ?? .zero)
    }

    /// Reads the response to a stop request.
    private static func response(_ reader: TableReader, _ key: String) -> StopResponse? {
        reader.value(key, "\"stop\", \"ignore\" or a status such as \"400\"") { value in
            switch value.string {
            case "stop": .stop
            case "ignore": .ignore
            case let text: text.flatMap { Int($0) }.flatMap { (400...599).contains($0) ? .status($0) : nil }
            }
        }
    }
}

extension Course {
    /// Reads the course of an `[[activity]]`.
    fileprivate init(reader: TableReader) {
        self.init()
        self.from = reader.number("from", in: 0...100) ?? 0
        self.to = reader.number("to", in: 0...100) ?? 100
        self.duration = reader.duration("duration") ?? .seconds(10)
        self.steps = reader.integer("steps", in: 1...1_000_000) ?? 100
        self.staysAtEnd = reader.duration("stays-at-end") ?? .seconds(1)
        self.movesOnlySubtitle = reader.word("moves", ["all": false, "subtitle": true]) ?? false
        self.isIndeterminate = reader.bool("indeterminate") ?? false
        self.namesSectionAfter = reader.duration("names-section-after") ?? .zero
        self.unnamedTitle = reader.string("unnamed-title") ?? "Scanning"
        self.stick = reader.value("stick-at", "a percentage, or a duration such as \"12s\"") { value in
            if let text = value.string { return DurationText.duration(of: text).map { .time($0) } }
            return (value.double ?? value.int.map { Double($0) }).map { .percent($0) }
        }
        if case .percent(let percent) = self.stick,
            !(min(self.from, self.to)...max(self.from, self.to)).contains(percent)
        {
            reader.problem("stick-at", "must be between from and to, but is \(percent)")
        }
        if self.duration <= .zero { reader.problem("duration", "must be above zero") }
    }
}
