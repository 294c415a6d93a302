// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ActivityPage
import Testing

@Suite("The history of runs")
struct EventCollectorTests {
    private static let begin = SampleJournal.beginning
    private static let minute = SampleJournal.minute

    /// A report of six hours.
    private static func report(_ fill: (inout SampleJournal) -> Void) -> Report {
        var journal = SampleJournal()
        fill(&journal)
        return journal.report(from: Self.begin, until: Self.begin + 6 * SampleJournal.hour)
    }

    @Test("a run goes from its start to its end")
    func wholeRun() throws {
        let report = Self.report {
            $0.run("media.generate.bif", title: "Previews", at: Self.begin + Self.minute, length: 9 * Self.minute)
        }
        let run = try #require(report.runs.first)
        #expect(report.runs.count == 1)
        #expect(run.begin == Self.begin + Self.minute)
        #expect(run.end == Self.begin + 10 * Self.minute)
        #expect(run.isBeginSeen)
        #expect(run.ending == .completed)
        #expect(run.title == "Previews")
    }

    @Test("a run whose start was not seen began before its first event, by its age")
    func unseenStart() throws {
        let report = Self.report { journal in
            journal.add(
                .finished, at: Self.begin + 30 * Self.minute,
                [
                    .server: "home", .activityUUID: "a", .activityType: "media.generate.bif", .outcome: "ended",
                    .ageMicroseconds: String(20 * Self.minute),
                ])
        }
        let run = try #require(report.runs.first)
        #expect(run.begin == Self.begin + 10 * Self.minute)
        #expect(!run.isBeginSeen)
        #expect(report.durations.isEmpty, "its duration is not known")
    }

    @Test("the first of several ends counts, and work that reappears goes on")
    func ends() throws {
        let fields: [EventFieldName: String] = [
            .server: "home", .activityUUID: "a", .activityType: "media.generate.bif", .outcome: "ended",
        ]
        var twice = fields
        twice[.outcome] = "completed"
        let report = Self.report { journal in
            journal.add(.started, at: Self.begin, fields)
            journal.add(.finished, at: Self.begin + Self.minute, fields)
            journal.add(.finished, at: Self.begin + 2 * Self.minute, twice)
        }
        #expect(report.runs.map(\.end) == [Self.begin + Self.minute])
        #expect(report.runs.map(\.ending) == [.ended])

        var again = fields
        again[.reason] = "reappeared"
        let reappeared = Self.report { journal in
            journal.add(.started, at: Self.begin, fields)
            journal.add(.finished, at: Self.begin + Self.minute, fields)
            journal.add(.started, at: Self.begin + 2 * Self.minute, again)
        }
        #expect(reappeared.runs.map(\.end) == [nil])
        #expect(reappeared.runs.map(\.ending) == [.running])
    }

    @Test("the same uuid on two servers is two runs")
    func twoServers() {
        let report = Self.report { journal in
            for server in ["home", "attic"] {
                journal.add(
                    .started, at: Self.begin,
                    [.server: server, .activityUUID: "a", .activityType: "media.generate.bif"])
            }
        }
        #expect(report.runs.count == 2)
        #expect(report.servers.map(\.name) == ["attic", "home"])
    }

    @Test("an event that names a stall shows it")
    func namedStall() {
        let report = Self.report { $0.addStuckScan(Self.begin + Self.minute, heeded: true) }
        #expect(
            report.runs.first?.stalls
                == [TimeSpan(Self.begin + 5 * Self.minute, Self.begin + 36 * Self.minute + 3 * SampleJournal.second)])
        #expect(report.stalls.map(\.longest) == [31 * Self.minute + 3 * SampleJournal.second])
        #expect(report.markCounts == [.stopped: 1])
    }

    /// Two changes of one activity, half an hour apart.
    private static func changes(
        progress: String, previous: String, evidence: Int64, type: String = "media.generate.bif"
    ) -> Report {
        Self.report { journal in
            var fields: [EventFieldName: String] = [
                .server: "home", .activityUUID: "a", .activityType: type, .progress: progress,
                .ageMicroseconds: String(Self.minute),
            ]
            journal.add(.progress, at: Self.begin + Self.minute, fields)
            fields[.progress] = "80"
            fields[.progressPrevious] = previous
            fields[.ageMicroseconds] = String(Self.minute + evidence)
            journal.add(.progress, at: Self.begin + 31 * Self.minute, fields)
        }
    }

    @Test("two changes that follow each other show a stall between them")
    func stallBetweenChanges() {
        let report = Self.changes(progress: "40", previous: "40", evidence: 30 * Self.minute)
        #expect(
            report.runs.first?.stalls == [TimeSpan(Self.begin + Self.minute, Self.begin + 31 * Self.minute)])
    }

    @Test(
        "what was not seen is no stall",
        arguments: [
            // An event is missing between the two.
            (progress: "40", previous: "55", minutes: Int64(30), type: "media.generate.bif"),
            // Half of the time was an outage.
            (progress: "40", previous: "40", minutes: 15, type: "media.generate.bif"),
            // The maintenance row waits most of the time.
            (progress: "40", previous: "40", minutes: 30, type: "butler"),
        ])
    func noStall(testCase: (progress: String, previous: String, minutes: Int64, type: String)) {
        let report = Self.changes(
            progress: testCase.progress, previous: testCase.previous, evidence: testCase.minutes * Self.minute,
            type: testCase.type)
        #expect(report.runs.first?.stalls == [])
        #expect(report.stalls.isEmpty)
    }

    @Test("an outage goes from its first failure to the next answer, and a restart loses work once")
    func outages() throws {
        let report = Self.report { journal in
            journal.add(.serverUnreachable, at: Self.begin + Self.minute, [.server: "home"])
            journal.add(.serverUnreachable, at: Self.begin + 2 * Self.minute, [.server: "home"])
            journal.add(.serverReachable, at: Self.begin + 5 * Self.minute, [.server: "home"])
            for uuid in ["a", "b"] {
                journal.add(
                    .lost, at: Self.begin + 5 * Self.minute,
                    [
                        .server: "home", .activityUUID: uuid, .activityType: "media.generate.bif",
                        .reason: "server-restarted",
                    ])
            }
            journal.add(.configurationLoaded, at: Self.begin, [.configurationGeneration: "1"])
            journal.add(.configurationLoaded, at: Self.begin + Self.minute, [.configurationGeneration: "2"])
            journal.add(.authenticationRefused, at: Self.begin + 20 * Self.minute, [.server: "home"])
        }
        let server = try #require(report.servers.first)
        #expect(server.interruptions.map(\.kind) == [.serviceStart, .unreachable, .serverRestart, .refused])
        #expect(server.interruptions[1].span == TimeSpan(Self.begin + Self.minute, Self.begin + 5 * Self.minute))
        #expect(server.interruptions[3].isOpen)
        #expect(server.interruptions[3].span.end == report.span.end)
        #expect(report.markCounts == [.lost: 2])
    }

    @Test("a rule's events are counted")
    func rules() throws {
        let report = SampleJournal.week().report(
            from: Self.begin, until: Self.begin + 7 * SampleJournal.day)
        #expect(report.rules.map(\.name) == ["endless-analysis", "stuck-library-scan"])
        let stuck = try #require(report.rules.last)
        #expect((stuck.requested, stuck.confirmed, stuck.wouldStop, stuck.ineffective) == (1, 1, 1, 0))
        #expect(report.rules.first?.ineffective == 1)
    }

    @Test("usual durations are ranks of what was seen")
    func durations() throws {
        let report = Self.report { journal in
            for number in Int64(1)...20 {
                journal.run(
                    "media.generate.credits", at: Self.begin + number * Self.minute, length: number * 1_000_000)
            }
            // A stop of ours says nothing about how long work takes.
            journal.run(
                "media.generate.credits", at: Self.begin, length: 3_600_000_000, outcome: "ended-after-request")
        }
        let usual = try #require(report.durations.first)
        #expect(usual.count == 20)
        #expect(usual.median == 10_000_000)
        #expect(usual.percentile95 == 19_000_000)
        #expect(usual.longest == 20_000_000)
        // The median of 11 to 20 s, divided by the median of 1 to 10 s.
        #expect(usual.trend == 3)
    }

    @Test("libraries come first, and many rows share one")
    func rows() throws {
        let report = Self.report { journal in
            for number in Int64(1)...60 {
                journal.run("type.\(number)", at: Self.begin, length: number * Self.minute)
            }
            journal.run(
                "library.update.section", section: ("7", "Films"), at: Self.begin, length: 90 * Self.minute)
        }
        let rows = try #require(report.servers.first?.rows)
        #expect(rows.count == Report.rowLimit + 1)
        #expect(rows.first?.section == "Films")
        #expect(rows.last?.type == nil)
        #expect(rows.last?.runs.count == 61 - Report.rowLimit)
    }
}
