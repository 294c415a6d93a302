// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import PlexModel
import ServiceFiles

@testable import ActivityControl

/// The status of a monitor after one poll, for the views.
enum Samples {
    /// A scan.
    static func scan(_ uuid: String, title: String = "Scanning", section: String = "2") -> Activity {
        Activity(
            id: ActivityID(uuid), type: .libraryUpdateSection, title: title, progress: .percent(42),
            isCancellable: false,
            context: .object([.init("librarySectionID", .string(section))]))
    }

    /// A rule for scans.
    static func rule(_ conditions: Condition..., mode: (StopPlan) -> Rule.Conduct = { .observe($0) }) -> Rule {
        Rule(
            name: "stuck", summary: "A stuck scan", file: "/etc/stuck.toml",
            match: ActivityMatch(types: [Glob("library.update.section")]), conditions: conditions,
            conduct: mode(StopPlan()))
    }

    /// The report of a monitor that has seen these activities once.
    static func report(_ activities: [Activity], rules: [Rule] = [], isPaused: Bool = false) -> StatusReport {
        var monitor = Monitor()
        let now = Instant(nanoseconds: 0)
        let settings = MonitorSettings(generation: 3, servers: [ServerSettings(name: "home")], rules: rules)
        let inputs: [Input] = [
            .configure(settings), .pause(isPaused),
            .identity(server: "home", ServerIdentity(machineIdentifier: "machine", version: "1.43.0")),
            .sections(server: "home", [LibrarySection(id: SectionID("2"), title: "Movies")]),
            .poll(server: "home", sentAt: now, .snapshot(ActivitySnapshot(activities: activities))),
        ]
        for input in inputs { _ = monitor.handle(input, at: now) }
        return monitor.status(at: now)
    }

    /// A status file with this report, written now by this process.
    static func status(_ report: StatusReport, pid: Int32 = ProcessInfo.processInfo.processIdentifier) -> StatusDocument
    {
        let now = Date().formatted(.iso8601)
        return StatusDocument(
            programVersion: "1.2.3", pid: pid, writtenAt: now, startedAt: now,
            polls: [
                .init(server: "home", lastPoll: now, lastAnswer: now, intervalMicroseconds: 10_000_000)
            ],
            streams: [], monitor: report)
    }
}
