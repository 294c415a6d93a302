// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// Bad answers to polls for a while, and the daemon's expected reaction.
struct BadAnswer: Sendable, CustomTestStringConvertible {
    /// What the daemon says.
    enum Complaint: Sendable {
        /// The event `server-unreachable` with this reason, and `server-reachable` afterwards.
        case unreachable(reason: String)
        /// A line on standard error with this text: the answer is good for something.
        case diagnostic(String)
        /// No event and no line: the answer is good.
        case none
    }

    /// The name of the case.
    let testDescription: String
    /// The fault.
    let kind: Fault.Kind
    /// The paths of the fault.
    var path = "/activities"
    /// What the daemon says.
    let complaint: Complaint
    /// `request-timeout`; short for a case that must reach it.
    var requestTimeout = "5s"

    /// The most memory of a daemon, in KiB.
    static let memoryLimit = 64 * 1024

    /// The memory of the program's own pages in a release build, in KiB, measured at rest.
    private static let releaseProgramMemory = 22 * 1024

    /// Watches two activities through three polls with bad answers, and then good answers.
    func isSurvived() async throws {
        let activities = [ActivityPlan.endlessScan(), .bystander()]
        try await Stage.with(activities, requestTimeout: self.requestTimeout) { stage in
            let daemon = try stage.start()
            try await daemon.next("progress") { $0.uuid == "watched" }
            #expect(daemon.events("started").count == 2)

            stage.server.add(Fault(self.kind, path: self.path))
            if case .unreachable(let reason) = self.complaint {
                let event = try await daemon.next("server-unreachable")
                #expect(event.reason == reason)
            }
            try await stage.requests("GET", "/activities", atLeast: 3, fault: self.kind.name)
            stage.server.clearFaults()

            if case .unreachable = self.complaint { try await daemon.next("server-reachable") }
            try await daemon.next("progress") { $0.uuid == "watched" }
            if case .diagnostic(let text) = self.complaint {
                let lines = daemon.standardError.split(separator: "\n").filter { $0.contains(text) }
                #expect(lines.count == 1, "standard error was \(daemon.standardError)")
            }
            // The end of activities that only the bad answers showed may be reported.
            let known: Set = ["watched", "bystander"]
            #expect(daemon.events("finished", "lost").allSatisfy { !known.contains($0.uuid ?? "") })

            stage.endActivity("watched")
            let finished = try await daemon.next("finished") { $0.uuid == "watched" }
            #expect(finished["PLEX_OUTCOME"] == "ended")
            #expect(daemon.events("lost").isEmpty)
            Self.checkMemory(of: daemon)
            #expect(try await daemon.terminate() == .exited(0))
        }
    }

    /// Checks the memory of a daemon. The resident program pages of a debug build depend on the machine, so the figure
    /// of a release build replaces them.
    ///
    /// - Parameter limit: the most resident memory, in KiB.
    static func checkMemory(of daemon: Daemon, limit: Int = Self.memoryLimit) {
        #if DEBUG
        let peak = daemon.peakMemory - daemon.programMemory + Self.releaseProgramMemory
        #else
        let peak = daemon.peakMemory
        #endif
        #expect(
            daemon.peakMemory > 0 && peak < limit,
            "VmHWM was \(daemon.peakMemory) KiB, RssFile \(daemon.programMemory) KiB")
    }
}
