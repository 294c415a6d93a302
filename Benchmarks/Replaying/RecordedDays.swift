// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import PlexModel

/// A made-up recording of a home server: polled every 10 s, with a scan of 40 minutes in each hour that is told of every 2 s.
enum RecordedDays {
    /// The recording's lines, with so many inputs or a few more.
    static func lines(inputs: Int) -> [String] {
        var encoder = RecordingEncoder()
        let settings = MonitorSettings(generation: 1, servers: [ServerSettings(name: "home")], rules: Self.rules)
        let header = RecordingHeader(
            program: "benchmark", bootID: "boot", run: "run", at: Self.instant(0), wallMicroseconds: 0,
            showsTitles: true, isSameBoot: true, state: nil)
        var lines = encoder.begin(header, under: settings, context: RecordingContext())
        func tell(_ input: Input, at milliseconds: Int) {
            lines.append(encoder.line(of: input, at: Self.instant(milliseconds)))
        }
        tell(.configure(settings), at: 1)
        tell(.identity(server: "home", ServerIdentity(machineIdentifier: "machine")), at: 2)
        tell(.sections(server: "home", [LibrarySection(id: SectionID("1"), title: "Movies")]), at: 3)
        tell(.stream(server: "home", .open), at: 4)
        var time = 10_000
        while lines.count < inputs {
            var rows = [Activity(id: ActivityID("butler"), type: .butler, title: "Butler", progress: .percent(0))]
            if time % 3_600_000 < 2_400_000 {
                let step = time % 3_600_000 / 10_000
                rows.append(Self.scan(in: time / 3_600_000, step: step))
                for late in 1...4 {
                    let scan = Self.scan(in: time / 3_600_000, step: step + late)
                    let at = time + late * 2_000
                    tell(
                        .notification(
                            server: "home", receivedAt: Self.instant(at),
                            ActivityNotification(id: scan.id, change: .updated, activity: scan)), at: at)
                }
            }
            time += 10_000
            tell(
                .poll(server: "home", sentAt: Self.instant(time), .snapshot(ActivitySnapshot(activities: rows))),
                at: time + 30)
        }
        return lines
    }

    private static let rules = [
        Rule(
            name: "stuck-library-scan", match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.noProgressFor(.minutes(30))], conduct: .observe(StopPlan())),
        Rule(
            name: "day-long-scan", match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.runningFor(.hours(24))], conduct: .observe(StopPlan())),
        Rule(
            name: "endless-analysis", match: ActivityMatch(types: [Glob("media.generate.*")]),
            conditions: [.runningFor(.hours(12)), .noProgressFor(.hours(1))], conduct: .observe(StopPlan())),
    ]

    private static func scan(in hour: Int, step: Int) -> Activity {
        Activity(
            id: ActivityID("71bb54d8-d101-45b9-834d-\(100_000_000_000 + hour)"), type: .libraryUpdateSection,
            title: "Scanning Movies", subtitle: "A Film of \(step)", progress: .percent(Double(step * 100 / 244)),
            isCancellable: true, userID: 1, context: .object([.init("librarySectionID", .string("1"))]))
    }

    private static func instant(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: Int64(milliseconds) * 1_000_000)
    }
}
