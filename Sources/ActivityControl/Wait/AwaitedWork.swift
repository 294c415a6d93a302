// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The work that `wait` waits for, and what the servers have shown of it. It reads no clock and sends no request.
struct AwaitedWork {
    /// The work that a person names.
    struct Target: Hashable, Sendable {
        /// The beginning of the uuid; nil for any activity.
        var uuid: String?
        /// The type, or a pattern for it; nil for any type.
        var type: String?
        /// The key or name of the library; nil for any library.
        var section: String?
    }

    /// How long `wait` waits.
    struct Limits: Hashable, Sendable {
        /// The longest time in all.
        var timeout: Duration
        /// How long the work may take to appear, counted from the first complete list of its server.
        var appear: Duration
        /// The longest time without a usable answer of a server.
        var patience = Duration.seconds(60)
    }

    /// What one server has shown.
    fileprivate struct View {
        /// The libraries; nil until they have been read.
        var sections: [LibrarySection]?
        /// The awaited activities that run, by the instant of the last sight.
        var present: [ActivityID: Instant] = [:]
        /// Whether the last complete list has neither awaited work nor work that may be it.
        var isClear = false
        /// The instant at which the first complete list was asked for.
        var firstList: Instant?
        /// The instant at which the last complete list was asked for.
        var lastList: Instant?
        /// The instant of the last sight of awaited work.
        var lastSight: Instant?
        /// The instant of the last usable answer.
        var lastAnswer: Instant?
    }

    /// The work.
    let target: Target
    /// The limits.
    let limits: Limits
    /// The instant at which the wait began.
    let start: Instant
    /// The activities that were seen, on all servers.
    private(set) var seen: Set<ActivityID> = []
    private var lost: Set<ActivityID> = []
    private var isRefused = false
    private var views: [String: View]

    /// Nothing has been seen yet on these servers.
    init(_ target: Target, limits: Limits, servers: [String], start: Instant) {
        self.target = target
        self.limits = limits
        self.start = start
        self.views = Dictionary(servers.map { ($0, View()) }) { first, _ in first }
    }

    /// Takes what a server said, with the instant now.
    mutating func take(_ input: Input, at now: Instant) {
        switch input {
        case .sections(let server, let sections): self.views[server]?.sections = sections
        case .poll(let server, let sentAt, .snapshot(let snapshot)):
            self.views[server]?.lastAnswer = now
            self.take(snapshot, of: server, sentAt: sentAt)
        case .poll(_, _, .failure(let failure)) where failure.kind == .unauthorized: self.isRefused = true
        case .notification(let server, let receivedAt, let news):
            if let activity = news.activity, self.isAwaited(activity, on: server) == .yes {
                self.see(activity.id, on: server, at: receivedAt)
            }
            if news.change == .ended { self.views[server]?.present[news.id] = nil }
        default: break
        }
    }

    /// Takes an event of the monitor that has handled the same inputs.
    mutating func take(_ event: Event) {
        guard event.kind == .lost, let uuid = event[.activityUUID] else { return }
        let id = ActivityID(uuid)
        if self.seen.contains(id) { self.lost.insert(id) }
    }

    /// How the wait ends now; nil while it goes on.
    func outcome(at now: Instant) -> WaitOutcome? {
        if self.isRefused { return .refused }
        if let outcome = self.mistake { return outcome }
        if !self.lost.isEmpty { return .lost }
        if self.views.values.allSatisfy(\.isOver) {
            if !self.seen.isEmpty { return .over }
            let isMissing = self.views.values.allSatisfy { view in
                guard let first = view.firstList, let last = view.lastList else { return false }
                return first.duration(to: last) >= self.limits.appear
            }
            if isMissing { return .neverSeen }
        }
        let isSilent = self.views.values.contains { view in
            (view.lastAnswer ?? self.start).duration(to: now) > self.limits.patience
        }
        if isSilent { return .unreachable }
        guard self.start.duration(to: now) >= self.limits.timeout else { return nil }
        return self.views.values.contains { $0.lastAnswer == nil } ? .unreachable : .timedOut
    }

    // MARK: - Lists

    private mutating func take(_ snapshot: ActivitySnapshot, of server: String, sentAt: Instant) {
        var isClear = true
        var shown: Set<ActivityID> = []
        for activity in snapshot.activities {
            switch self.isAwaited(activity, on: server) {
            case .yes:
                self.see(activity.id, on: server, at: sentAt)
                shown.insert(activity.id)
                isClear = false
            // It is no sight of the work, but it forbids to say that the work is over.
            case .unknown: isClear = false
            case .no: break
            }
        }
        guard snapshot.isComplete, var view = self.views[server] else { return }
        view.isClear = isClear
        view.firstList = view.firstList ?? sentAt
        view.lastList = sentAt
        // A list says nothing about work that a later notification showed.
        view.present = view.present.filter { $0.value > sentAt || shown.contains($0.key) }
        self.views[server] = view
    }

    private mutating func see(_ id: ActivityID, on server: String, at instant: Instant) {
        self.seen.insert(id)
        guard var view = self.views[server] else { return }
        view.present[id] = instant
        view.lastSight = max(view.lastSight ?? instant, instant)
        self.views[server] = view
    }

    // MARK: - The target

    /// Whether an activity is awaited; unknown for a scan that has not named its library.
    private func isAwaited(_ activity: Activity, on server: String) -> Truth {
        if let uuid = self.target.uuid { return Truth(activity.id.rawValue.hasPrefix(uuid)) }
        var match = ActivityMatch()
        if let type = self.target.type { match.types = [Glob(type)] }
        if let section = self.target.section {
            match.sections = [section]
            // Most work never names a library; only a scan does so later.
            let mayNameOne = self.target.type != nil || activity.type == .libraryUpdateSection
            if activity.sectionID == nil, !mayNameOne { return .no }
        }
        let names = (self.views[server]?.sections ?? []).map { ($0.id, $0.title) }
        return match.truth(
            for: activity, on: server, sectionNames: Dictionary(names) { first, _ in first }, wildcards: .all)
    }

    /// A library that no server has, or a name that several libraries of a server share.
    private var mistake: WaitOutcome? {
        guard let wanted = self.target.section?.comparableName else { return nil }
        var counts: [Int] = []
        for view in self.views.values {
            guard let sections = view.sections else { return nil }
            counts.append(
                sections.count {
                    $0.id.rawValue.comparableName == wanted || $0.title.comparableName == wanted
                })
        }
        if counts.contains(where: { $0 > 1 }) { return .ambiguous }
        return counts.allSatisfy { $0 == 0 } ? .unknownLibrary : nil
    }
}

extension AwaitedWork.View {
    /// Whether nothing of the work runs, proved by a complete list that was asked for after the last sight of it.
    fileprivate var isOver: Bool {
        guard self.isClear, self.present.isEmpty, let lastList = self.lastList else { return false }
        return self.lastSight.map { lastList > $0 } ?? true
    }
}
