// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// One run of a job, as it truly is.
struct Run: Hashable, Sendable {
    /// Its row.
    var row: Activity
    /// The job.
    var job: Job
    /// When it began.
    var began: Moment
    /// How often it has changed.
    var changes = 0
    /// How often the job may still begin again.
    var returnsLeft: Int
}

/// One installation of a server, as it truly is.
struct Machine: Sendable {
    /// Its machineIdentifier.
    let identifier: String
    /// How often it has been started.
    private(set) var boots = 1
    /// What runs, by uuid.
    private(set) var runs: [ActivityID: Run] = [:]
    /// Who plays.
    var players: [Player] = []
    private var created = 0

    /// A machine on which nothing runs but the permanent row, if it has one.
    init(identifier: String, hasButlerRow: Bool) {
        self.identifier = identifier
        self.hasButlerRow = hasButlerRow
        self.addButlerRow(at: .begin)
    }

    private let hasButlerRow: Bool

    /// The rows of a list now, in the order of the uuids.
    var rows: [Activity] { self.runs.values.map(\.row).sorted { $0.id < $1.id } }

    /// Which run of the server this is: void uuids belong to an earlier one.
    var epoch: Epoch { Epoch(machine: self.identifier, boot: self.boots) }

    /// Begins a run of a job.
    mutating func begin(_ job: Job, returnsLeft: Int, at now: Moment) -> Activity {
        self.created += 1
        let id = ActivityID("\(self.identifier.suffix(1).lowercased())\(self.boots)-\(self.created)")
        var row = Activity(
            id: id, type: job.type, title: job.title, subtitle: job.subtitle, isCancellable: job.isCancellable,
            userID: 1)
        switch job.pace {
        case .stuck(let progress), .blinking(let progress, _): row.progress = .percent(progress)
        case .steady, .renamed: row.progress = .percent(0)
        case .silent, .talking: row.progress = .unknown
        }
        if job.sectionDelay == 0 { Self.name(job.section, in: &row) }
        if job.returning != nil, job.section == nil { row.subtitle = "Item \(self.created)" }
        self.runs[id] = Run(row: row, job: job, began: now, returnsLeft: returnsLeft)
        return row
    }

    /// Lets a scan name its section.
    ///
    /// - Returns: the new row, or nil if it has ended.
    mutating func nameSection(of id: ActivityID) -> Activity? {
        guard let run = self.runs[id] else { return nil }
        Self.name(run.job.section, in: &self.runs[id, default: run].row)
        return self.runs[id]?.row
    }

    /// Lets the next change of a run happen.
    ///
    /// - Returns: the new row, or nil if it has ended.
    mutating func change(_ id: ActivityID) -> Activity? {
        guard var run = self.runs[id] else { return nil }
        run.changes += 1
        switch run.job.pace {
        case .steady(_, let step):
            run.row.progress = .percent(min(100, (run.row.progress.percentage ?? 0) + step))
        case .blinking(let progress, _):
            run.row.progress = run.changes % 3 == 2 ? .unknown : .percent(progress)
        case .talking: run.row.subtitle = "Step \(run.changes)"
        case .renamed(_, let title): run.row.title = title
        case .stuck, .silent: break
        }
        self.runs[id] = run
        return run.row
    }

    /// Changes a run so that an exception may be about it by now, or so that it has moved; nobody tells.
    mutating func amend(_ id: ActivityID, title: String?) {
        if let title { self.runs[id]?.row.title = title }
        guard title == nil, let progress = self.runs[id]?.row.progress.percentage else { return }
        self.runs[id]?.row.progress = .percent(min(100, progress + 1))
    }

    /// Ends a run.
    ///
    /// - Returns: the run as it was, or nil if it has ended before.
    mutating func end(_ id: ActivityID) -> Run? { self.runs.removeValue(forKey: id) }

    /// Starts the server anew: all that ran is gone, and uuids are void.
    mutating func restart(at now: Moment) {
        self.runs = [:]
        self.boots += 1
        self.addButlerRow(at: now)
    }

    private mutating func addButlerRow(at now: Moment) {
        guard self.hasButlerRow else { return }
        _ = self.begin(
            Job(type: .butler, title: "Plex Maintenance", isCancellable: false, pace: .stuck(at: 100)),
            returnsLeft: 0, at: now)
    }

    private static func name(_ section: String?, in row: inout Activity) {
        guard let section else { return }
        row.context = .object([.init("librarySectionID", .string(section))])
    }
}

/// One run of one installation: what happens in another one belongs to another epoch.
struct Epoch: Hashable, Sendable, CustomStringConvertible {
    /// The machineIdentifier.
    var machine: String
    /// How often the server had been started by then.
    var boot: Int

    /// The epoch as a story tells it.
    var description: String { "\(self.machine)#\(self.boot)" }
}
