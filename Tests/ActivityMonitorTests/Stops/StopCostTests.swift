// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexModel
import Testing

@testable import ActivityMonitor

/// What stops cost in one turn grows no faster than n log n in operations, targets and rows.
@Suite(.serialized) struct StopCostTests {
    /// A turn in which many stops have something to do.
    enum Turn: CaseIterable {
        /// A rule decides on all of them.
        case decision
        /// The look before the requests.
        case look
        /// The list that shows that nothing has ended.
        case verification
        /// The list that shows that all have ended.
        case confirmation
        /// The list that shows that their conditions no longer hold.
        case change
        /// The server has restarted.
        case loss
        /// The rules are removed.
        case removal
    }

    /// The work that is stopped: by a cancel each, by the section of each, or by one section for all.
    enum Work: CaseIterable {
        case cancels, sections, oneSection

        func row(_ index: Int, _ progress: Double) -> Activity {
            let uuid = "uuid-\(10_000 + index)"
            return switch self {
            case .cancels: .some(uuid, .libraryRefreshItems, progress, cancellable: true)
            case .sections: .scan(uuid, progress, section: String(index))
            case .oneSection: .scan(uuid, progress, section: "1")
            }
        }
    }

    /// How much processor time one turn of so many stops takes.
    private static func time(_ turn: Turn, _ work: Work, rows: Int) -> Double {
        var monitor = Monitor()
        var settings = MonitorSettings(
            generation: 1, servers: [ServerSettings(name: "home")],
            rules: [.stop("low", .progressBelow(50), plan: StopPlan(cooldown: .minutes(1)))],
            safety: SafetySettings(maximumStopsPerHour: 100_000))
        var now = Instant(nanoseconds: 0)
        var open: [RemedyRequest] = []
        func feed(_ input: Input) {
            for case .send(let request) in monitor.handle(input, at: now).actions { open.append(request) }
        }
        func poll(_ progress: Double?) {
            now = now.advanced(by: .seconds(2))
            let activities = progress.map { progress in (0..<rows).map { work.row($0, progress) } } ?? []
            feed(
                .poll(
                    server: "home", sentAt: now, .snapshot(ActivitySnapshot(activities: [.butler] + activities))))
        }
        feed(.configure(settings))
        feed(.identity(server: "home", ServerIdentity(machineIdentifier: "machine")))
        if turn != .decision { poll(10) }
        if [.verification, .confirmation, .loss, .removal].contains(turn) {
            poll(10)
            #expect(open.count == (work == .oneSection ? 1 : rows))
            now = now.advanced(by: .seconds(1))
            for request in open { feed(.requestFinished(id: request.id, .answered(status: 200))) }
        }
        if turn == .loss {
            now = now.advanced(by: .seconds(1))
            feed(.stream(server: "home", .closed(PollFailure(kind: .unreachable, explanation: "it ended"))))
        }
        if turn == .removal { settings.rules = [] }
        let before = self.processorTime()
        switch turn {
        case .decision, .look, .verification: poll(10)
        case .confirmation: poll(nil)
        case .change: poll(90)
        case .loss:
            now = now.advanced(by: .seconds(2))
            feed(.poll(server: "home", sentAt: now, .snapshot(ActivitySnapshot(activities: []))))
        case .removal: feed(.configure(settings))
        }
        return self.processorTime() - before
    }

    private static func processorTime() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// All turns with all work, but for one: each confirmed kind looks through the confirmed kinds of the hour, which are
    /// no more than `max-stops-per-hour`.
    private static let cases = Turn.allCases.flatMap { turn in Work.allCases.map { (turn, $0) } }
        .filter { $0 != (.confirmation, .sections) }

    @Test("four times as many stops cost less than twelve times as much", arguments: Self.cases)
    func fourTimesAsManyStopsCostLessThanTwelveTimesAsMuch(turn: Turn, work: Work) {
        // The fastest of some: what else runs on the machine only slows it down. Quadratic work costs 16 times as much,
        // however often it is measured.
        var (few, many) = (Double.infinity, Double.infinity)
        for _ in 0..<8 {
            few = min(few, Self.time(turn, work, rows: 300))
            many = min(many, Self.time(turn, work, rows: 1_200))
            if many < 12 * max(few, 0.000_1) { return }
        }
        Issue.record("\(few) s for 300, \(many) s for 1,200")
    }
}
