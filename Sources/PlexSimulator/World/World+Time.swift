// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension World {
    /// The next time at which the world must stop: a restart, or a start or an end of work, so that uuids follow the
    /// order of time. While a stream follows, each change counts.
    var nextTurn: Duration? {
        // A restart at this moment has not happened yet.
        if let restart = self.restartsToCome.first, restart.at <= self.now { return self.now }
        return self.nextChange
    }

    /// Advances all work to a time; no restart lies before it.
    mutating func carryOn(to time: Duration) {
        self.now = time
        for index in self.works.indices {
            self.works[index].advance(to: time, identifiers: &self.identifiers, changes: &self.changes)
        }
        self.noteSessions()
    }

    /// Removes every uuid and gives the server its new identifier.
    mutating func restart(_ restart: RestartPlan) {
        self.changes?.append(.restarted)
        let upAgain = self.now + restart.downFor
        self.downUntil = upAgain
        self.server.machineIdentifier = restart.machineIdentifier ?? self.server.machineIdentifier
        self.idleButlerID = self.identifiers.next()
        for index in self.works.indices {
            self.works[index].abandon(resumption: restart.resumesWork ? upAgain : nil)
        }
    }

    /// Starts the work that waits for a trigger.
    mutating func trigger(where matches: (ActivityPlan) -> Bool) {
        for index in self.works.indices where matches(self.works[index].plan) {
            self.works[index].trigger(at: self.now)
        }
        self.carryOn(to: self.now)
    }

    /// Asks all work of a kind to stop. Returns the first failure status, or 200; nil if no such work runs.
    mutating func stop(
        where matches: (ActivityPlan) -> Bool,
        response: KeyPath<ActivityPlan, ActivityPlan.StopResponse>
    ) -> Int? {
        var statuses: [Int] = []
        for index in self.works.indices where self.works[index].isUnderWay && matches(self.works[index].plan) {
            let plan = self.works[index].plan
            statuses.append(self.works[index].stop(plan[keyPath: response], at: self.now, endsSeries: true))
        }
        self.carryOn(to: self.now)
        return statuses.first { $0 != 200 } ?? statuses.first
    }

    /// The permanent row, if it is switched on.
    var idleRows: [Activity] {
        guard self.server.hasIdleButlerRow else { return [] }
        return [
            Activity(
                id: self.idleButlerID, type: .butler, title: "Butler", progress: .percent(100), isCancellable: false,
                userID: 1)
        ]
    }

    /// Whether work is a scan of this section, or of any section for nil.
    static func isScan(_ plan: ActivityPlan, of section: SectionID?) -> Bool {
        plan.type == .libraryUpdateSection && (section == nil || plan.section == section)
    }

    /// The scan that a refresh starts by default.
    static func plainScan(of section: LibrarySection) -> ActivityPlan {
        ActivityPlan(
            type: .libraryUpdateSection,
            titles: ["Scanning \(section.title)"],
            section: section.id,
            course: Course(namesSectionAfter: .seconds(1))
        )
    }
}
