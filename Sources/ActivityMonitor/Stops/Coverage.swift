// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What each remedy would end on one server, worked out once for all remedies.
struct Coverage: Hashable, Sendable {
    /// Activities by what ends them, each in the order of the uuids.
    private struct Rows: Hashable, Sendable {
        var scans: [SectionID: [ActivityID]] = [:]
        /// The scans that have not named their section.
        var unnamedScans: [ActivityID] = []
        var tasks: [ButlerTask.Name: [ActivityID]] = [:]
        /// All uuids, and whether each is a `butler` row.
        var areButlers: [ActivityID: Bool] = [:]

        init(_ activities: [Activity]) {
            for activity in activities.sorted(by: { $0.id < $1.id }) {
                self.areButlers[activity.id] = activity.type == .butler
                if let task = activity.type.butlerTask { self.tasks[task, default: []].append(activity.id) }
                guard activity.type == .libraryUpdateSection else { continue }
                if let section = activity.sectionID {
                    self.scans[section, default: []].append(activity.id)
                } else {
                    self.unnamedScans.append(activity.id)
                }
            }
        }

        /// What a remedy would or may end, without the `butler` row.
        func covered(by remedy: Remedy) -> [ActivityID] {
            switch remedy {
            case .cancelActivity(let id): self.areButlers[id] == false ? [id] : []
            case .stopSectionRefresh(let section):
                self.unnamedScans.isEmpty
                    ? self.scans[section] ?? [] : ((self.scans[section] ?? []) + self.unnamedScans).sorted()
            case .stopButlerTask(let task): self.tasks[task] ?? []
            }
        }

        /// Whether nothing is left that a remedy would or may end.
        func isCleared(of remedy: Remedy) -> Bool {
            switch remedy {
            case .cancelActivity(let id): self.areButlers[id] == nil
            case .stopSectionRefresh(let section): self.scans[section] == nil && self.unnamedScans.isEmpty
            case .stopButlerTask(let task): self.tasks[task] == nil
            }
        }
    }

    private let known: Rows
    /// The rows that are still shown although a notification told their end.
    private let shown: Rows

    /// The coverage of what a tracker knows.
    init(_ tracker: ServerTracker) {
        self.known = Rows(tracker.activities.values.map(\.activity))
        self.shown = Rows(Array(tracker.ended.shown.values))
    }

    /// The activities that a remedy would or may end, in the order of their uuids. The `butler` row does not count: it
    /// stands for the scheduler, not for work.
    func covered(by remedy: Remedy) -> [ActivityID] { self.known.covered(by: remedy) }

    /// Whether a remedy may end a row that is still shown although a notification told its end.
    func mayEndShown(_ remedy: Remedy) -> Bool { !self.shown.covered(by: remedy).isEmpty }

    /// Whether nothing is known that a remedy would or may end. A row that is still shown counts, even if a notification
    /// told its end.
    func isCleared(of remedy: Remedy) -> Bool {
        self.known.isCleared(of: remedy) && self.shown.isCleared(of: remedy)
    }
}
