// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ActivityPage

/// Makes events of a household's server, always the same for the same seed.
struct SampleJournal {
    /// 21 November 2026, 00:00 UTC, in microseconds since 1970.
    static let beginning: Int64 = 1_795_219_200_000_000
    static let second: Int64 = 1_000_000
    static let minute = 60 * Self.second
    static let hour = 60 * Self.minute
    static let day = 24 * Self.hour

    /// The events so far, in no order.
    private(set) var events: [PageEvent] = []
    private var random: UInt64
    private var nextUUID = 0

    init(seed: UInt64 = 1) {
        self.random = seed
    }

    /// The events, oldest first.
    var sorted: [PageEvent] {
        self.events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// A report of the events.
    func report(from begin: Int64, until end: Int64) -> Report {
        var collector = EventCollector()
        for event in self.sorted { collector.add(event) }
        return collector.report(from: begin, until: end)
    }

    /// Adds an event with these fields.
    mutating func add(_ kind: EventKind, at: Int64, _ fields: [EventFieldName: String], showsTitles: Bool = true) {
        let event = PageEvent(at: at, showsTitles: showsTitles) { $0 == .event ? kind.rawValue : fields[$0] }
        if let event { self.events.append(event) }
    }

    /// Adds a run with its start and its end, and gives back its fields.
    @discardableResult
    mutating func run(
        _ type: String, on server: String = "home", section: (id: String, name: String)? = nil, title: String = "",
        subtitle: String = "", at begin: Int64, length: Int64, outcome: String? = "completed"
    ) -> [EventFieldName: String] {
        self.nextUUID += 1
        var fields: [EventFieldName: String] = [
            .server: server, .activityUUID: "00000000-\(self.nextUUID)", .activityType: type, .activityTitle: title,
            .activitySubtitle: subtitle, .progress: "0", .ageMicroseconds: "0", .stalledMicroseconds: "0",
        ]
        fields[.sectionID] = section?.id
        fields[.section] = section?.name
        self.add(.started, at: begin, fields)
        guard let outcome else { return fields }
        var last = fields
        last[.ageMicroseconds] = String(length)
        last[.progress] = outcome == "completed" ? "100" : "37"
        last[.outcome] = outcome
        self.add(outcome == "lost" ? .lost : .finished, at: begin + length, last)
        return fields
    }

    /// A number below a limit; the generator is Knuth's MMIX (The Art of Computer Programming, 3.3.4).
    mutating func below(_ limit: Int64) -> Int64 {
        self.random = self.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64((self.random >> 33) % UInt64(max(1, limit)))
    }

    /// A week of two servers: nightly scans and analysis, a scan that hangs and is stopped, an outage, a restart.
    static func week(days: Int64 = 7) -> SampleJournal {
        var journal = SampleJournal()
        let libraries = [("1", "Movies"), ("2", "TV Shows"), ("3", "Music"), ("5", "Home videos")]
        journal.add(.configurationLoaded, at: Self.beginning + 90 * Self.minute, [.configurationGeneration: "1"])
        for day in 0..<days {
            let midnight = Self.beginning + day * Self.day
            journal.addDay(midnight, libraries: libraries)
            if day % 3 == 1 { journal.addStuckScan(midnight + 19 * Self.hour, heeded: day % 2 == 1) }
        }
        journal.addOutage(Self.beginning + 3 * Self.day + 11 * Self.hour)
        return journal
    }

    private mutating func addDay(_ midnight: Int64, libraries: [(String, String)]) {
        for (id, name) in libraries {
            for hour in stride(from: Int64(1), to: 24, by: name == "Music" ? 8 : 4) {
                let begin = midnight + hour * Self.hour + self.below(40 * Self.minute)
                let length = (name == "TV Shows" ? 9 : 3) * Self.minute + self.below(8 * Self.minute)
                self.run(
                    "library.update.section", section: (id, name), title: "Scanning \(name)", at: begin,
                    length: length)
            }
        }
        // Analysis item after item in the maintenance window.
        var begin = midnight + 2 * Self.hour
        while begin < midnight + 5 * Self.hour {
            let length = 20 * Self.second + self.below(4 * Self.minute)
            self.run(
                "media.generate.credits", title: "Detecting credits", subtitle: "Episode \(self.below(400))",
                at: begin, length: length, outcome: "ended")
            begin += length + self.below(20 * Self.second)
        }
        self.run(
            "media.generate.bif", title: "Generating video previews", at: midnight + 2 * Self.hour + 3 * Self.minute,
            length: 2 * Self.hour + self.below(90 * Self.minute))
        self.run(
            "media.generate.loudness", on: "attic", title: "Analysing loudness",
            at: midnight + 3 * Self.hour, length: Self.hour + self.below(2 * Self.hour))
        for _ in 0..<14 {
            self.run(
                "library.update.item.metadata", title: "Updating metadata",
                at: midnight + 8 * Self.hour + self.below(14 * Self.hour),
                length: 4 * Self.second + self.below(Self.minute))
        }
        self.run(
            "grabber.grab", on: "attic", title: "Recording the news", at: midnight + 20 * Self.hour,
            length: 15 * Self.minute)
        self.run(
            "library.update.section", on: "attic", section: ("1", "Recordings"), title: "Scanning Recordings",
            at: midnight + 21 * Self.hour, length: 6 * Self.minute + self.below(10 * Self.minute))
    }

    /// A scan that stays at the same progress until a rule asks it to stop.
    mutating func addStuckScan(_ begin: Int64, heeded: Bool) {
        var fields = self.run(
            "library.update.section", section: ("2", "TV Shows"), title: "Scanning TV Shows", at: begin, length: 0,
            outcome: nil)
        fields[.progress] = "41"
        fields[.progressPrevious] = "0"
        fields[.ageMicroseconds] = String(4 * Self.minute)
        self.add(.progress, at: begin + 4 * Self.minute, fields)
        fields[.progressPrevious] = "41"
        fields[.rule] = "stuck-library-scan"
        fields[.ruleMode] = heeded ? "enforce" : "observe"
        fields[.ageMicroseconds] = String(35 * Self.minute)
        fields[.stalledMicroseconds] = String(31 * Self.minute)
        let at = begin + 35 * Self.minute
        guard heeded else {
            self.add(.wouldStop, at: at, fields)
            fields[.outcome] = "ended"
            fields[.ageMicroseconds] = String(95 * Self.minute)
            fields[.stalledMicroseconds] = String(91 * Self.minute)
            fields[.rule] = nil
            return self.add(.finished, at: begin + 95 * Self.minute, fields)
        }
        fields[.remedy] = "stop-section-refresh"
        self.add(.stopRequested, at: at, fields)
        fields[.outcome] = "ended-after-request"
        self.add(.finished, at: at + 3 * Self.second, fields)
        self.add(.stopConfirmed, at: at + 3 * Self.second, fields)
    }

    /// An outage of a server that loses its work, and a stop without effect before it.
    mutating func addOutage(_ begin: Int64) {
        var fields = self.run(
            "media.generate.intros", title: "Detecting intros", at: begin - 50 * Self.minute,
            length: 0, outcome: nil)
        fields[.rule] = "endless-analysis"
        fields[.ruleMode] = "enforce"
        fields[.reason] = "not-honoured"
        fields[.ageMicroseconds] = String(40 * Self.minute)
        self.add(.stopIneffective, at: begin - 10 * Self.minute, fields)
        self.add(.serverUnreachable, at: begin, [.server: "home", .reason: "unreachable"])
        self.add(.serverReachable, at: begin + 50 * Self.minute, [.server: "home"])
        fields[.rule] = nil
        fields[.reason] = "server-restarted"
        self.add(.lost, at: begin + 50 * Self.minute, fields)
    }
}

extension PageClock {
    /// Universal time by arithmetic, for tests that must not depend on the machine's zone.
    static let universal = Self.ahead(hours: 0)

    /// Universal time, so many hours ahead.
    static func ahead(hours: Int64) -> PageClock {
        PageClock(
            zone: TimeZoneRules(
                time: { Self.moment($0 + hours * 3_600) }, seconds: { Self.seconds($0) - hours * 3_600 }),
            universal: TimeZoneRules(time: { Self.moment($0) }, seconds: { Self.seconds($0) }))
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int, of year: Int) -> Int {
        month == 2 ? (Self.isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func moment(_ seconds: Int64) -> CalendarTime {
        var days = Int(seconds / 86_400)
        let rest = Int(seconds % 86_400)
        var (year, month) = (1970, 1)
        while days >= (Self.isLeap(year) ? 366 : 365) {
            days -= Self.isLeap(year) ? 366 : 365
            year += 1
        }
        while days >= Self.days(in: month, of: year) {
            days -= Self.days(in: month, of: year)
            month += 1
        }
        return CalendarTime(
            year: year, month: month, day: days + 1, hour: rest / 3_600, minute: rest / 60 % 60, second: rest % 60)
    }

    private static func seconds(_ moment: CalendarTime) -> Int64 {
        var days = moment.day - 1
        for year in 1970..<moment.year { days += Self.isLeap(year) ? 366 : 365 }
        for month in 1..<moment.month { days += Self.days(in: month, of: moment.year) }
        return Int64(days) * 86_400 + Int64(moment.hour * 3_600 + moment.minute * 60 + moment.second)
    }
}
