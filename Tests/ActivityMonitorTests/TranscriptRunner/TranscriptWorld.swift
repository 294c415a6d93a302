// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// A Plex server as a transcript tells it: what it would answer at any time.
struct TranscriptWorld {
    /// One activity of the server.
    struct Work {
        var activity: Activity
        /// The progress at the start of the slope; nil while the server gives none.
        var from: Double?
        /// The progress at the end of the slope, and after it.
        var to: Double?
        /// When the slope starts.
        var since: Duration
        /// How long it is.
        var over: Duration
        /// Whether the server shows two rows of it that contradict each other.
        var isContradictory = false

        /// The activity at a time; its progress in whole percents, as servers give it.
        func activity(at time: Duration) -> Activity {
            var activity = self.activity
            guard let from = self.from, let to = self.to else {
                activity.progress = .unknown
                return activity
            }
            let share = self.over > .zero ? min(1, max(0, (time - self.since) / self.over)) : 1
            activity.progress = ActivityProgress((from + (to - from) * share).rounded(.down))
            return activity
        }
    }

    /// Who it says it is.
    var machine: String
    /// Whether it does not say so.
    var hidesIdentity = false
    /// The hours of its maintenance; nil while they cannot be read.
    var maintenance: MaintenanceHours?
    /// What it does, in the order of the starts.
    var work: [Work] = []
    /// Its libraries.
    var sections: [LibrarySection] = []
    /// Who plays; nil while it does not say.
    var sessions: [PlaybackSession]? = []
    /// Why it does not answer; nil while it does.
    var failure: PollFailure?
    /// How long an answer to a poll takes; it shows what was there when it was asked for.
    var answerDelay = Duration.zero
    /// Whether anything was said of its stream, so that the shell keeps to the grid of its interval.
    var hasStream = false
    /// What its ended work showed last.
    var past: [ActivityID: Activity] = [:]
    /// How many rows of its answers cannot be read.
    var skippedRows = 0

    /// What it answers to a poll.
    func snapshot(at time: Duration) -> ActivitySnapshot {
        let sound = self.work.filter { !$0.isContradictory }
        let contradictory = self.work.filter(\.isContradictory).map(\.activity.id)
        return ActivitySnapshot(
            activities: sound.map { $0.activity(at: time) }, contradictory: contradictory,
            skippedRows: self.skippedRows, duplicateRows: contradictory.count)
    }

    /// Ends work.
    mutating func end(_ ids: [ActivityID], at time: Duration) {
        for work in self.work where ids.contains(work.activity.id) {
            self.past[work.activity.id] = work.activity(at: time)
        }
        self.work.removeAll { ids.contains($0.activity.id) }
    }

    /// The place of an activity in the list.
    func index(of id: String) -> Int? {
        self.work.firstIndex { $0.activity.id.rawValue == id }
    }

    /// The activities that a request ends where it is heard.
    func covered(by remedy: Remedy) -> [ActivityID] {
        self.work.map(\.activity).filter { $0.type != .butler && remedy.covers($0) == .yes }.map(\.id)
    }
}

extension TranscriptWorld.Work {
    /// Work that a line tells of: `scan library.update.section section=3 title="Scanning TV" progress=10..42 over=5m`.
    init(id: String, type: String, at time: Duration, _ line: inout TranscriptLine) throws {
        self.activity = Activity(id: ActivityID(id), type: ActivityType(type), isCancellable: false, userID: 1)
        self.from = 0
        self.to = 0
        self.since = time
        self.over = .zero
        try self.change(at: time, &line)
    }

    /// Takes what a line says of it; what the line does not name stays.
    mutating func change(at time: Duration, _ line: inout TranscriptLine) throws {
        if let title = line.take("title") { self.activity.title = title }
        if let subtitle = line.take("subtitle") { self.activity.subtitle = subtitle }
        if let section = line.take("section") {
            self.activity.context = .object([.init("librarySectionID", .string(section))])
        }
        if let user = line.take("user") { self.activity.userID = Int(user) }
        if let cancellable = line.take("cancellable") {
            self.activity.isCancellable = cancellable == "?" ? nil : cancellable == "yes"
        }
        if let contradictory = line.take("contradictory") { self.isContradictory = contradictory == "yes" }
        guard let progress = line.take("progress") else { return }
        self.since = time
        self.over = try line.takeDuration("over") ?? .zero
        let ends = progress.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
        guard progress != "?" else {
            self.from = nil
            self.to = nil
            return
        }
        guard let first = ends.first.flatMap(Double.init), let last = ends.last.flatMap(Double.init) else {
            throw line.error("progress=\(progress) is neither a number nor a slope such as 10..42")
        }
        self.from = first
        self.to = last
    }
}
