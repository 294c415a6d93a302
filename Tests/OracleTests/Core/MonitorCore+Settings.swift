// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension Setup {
    /// The settings that the core wants.
    var monitorSettings: MonitorSettings {
        var journal = JournalSettings()
        journal.showsTitles = self.showsTitles
        journal.progressInterval = .milliseconds(self.progressInterval)
        return MonitorSettings(
            generation: self.generation,
            servers: self.entries.map {
                ServerSettings(name: $0.name, pollInterval: .milliseconds($0.pollInterval))
            },
            rules: self.rules.map(\.rule),
            safety: SafetySettings(
                maximumStopsPerHour: self.maximumStopsPerHour, protectedTypes: self.protectedTypes,
                notDuring: self.quietWindows.map(\.timeWindow)),
            journal: journal, textHashKey: TextHash.Key(7, 11))
    }
}

extension Setup.Window {
    fileprivate var timeWindow: TimeWindow { TimeWindow(name: self.name, from: self.from, to: self.to) }
}

extension Filter {
    fileprivate var activityMatch: ActivityMatch {
        ActivityMatch(
            types: self.types.map { Glob($0.text) }, servers: self.servers.map { Glob($0.text) },
            titles: self.titles.map { Glob($0.text, ignoringCase: true) },
            subtitles: self.subtitles.map { Glob($0.text, ignoringCase: true) }, sections: self.sections,
            cancellable: self.isCancellable)
    }
}

extension Need {
    fileprivate var condition: Condition {
        switch self {
        case .runningFor(let span): .runningFor(.milliseconds(span))
        case .noProgressFor(let span): .noProgressFor(.milliseconds(span))
        case .progressBelow(let limit): .progressBelow(limit)
        case .progressAbove(let limit): .progressAbove(limit)
        case .duplicates(let count): .duplicatesAtLeast(count)
        case .streams(let count): .streamsAtLeast(count)
        case .transcodes(let count): .transcodesAtLeast(count)
        case .starts(let count, let within): .startsAtLeast(count, within: .milliseconds(within))
        case .slower(let factor): .slowerThanUsual(factor)
        case .during(let window): .during([window.timeWindow])
        case .notDuring(let window): .notDuring([window.timeWindow])
        }
    }
}

extension RuleDraft {
    fileprivate var rule: Rule {
        let plan = StopPlan(
            remedies: self.ways.map { $0.map(\.remedyKind) }, victims: self.choice.victims,
            verifyWithin: .milliseconds(self.verifyWithin), attempts: self.attempts,
            cooldown: .milliseconds(self.cooldown), maximumPerHour: self.maximumPerHour)
        let conduct: Rule.Conduct =
            switch self.mode {
            case .notify: .notify
            case .observe: .observe(plan)
            case .enforce: .enforce(StopMandate(arming: plan))
            }
        return Rule(
            name: self.name, file: "rules.d/\(self.name).toml", scope: self.scope == .kind ? .kind : .activity,
            match: self.match.activityMatch, exceptions: self.exceptions.map(\.activityMatch),
            conditions: self.needs.map(\.condition), hold: .milliseconds(self.hold), conduct: conduct)
    }
}

extension Way {
    fileprivate var remedyKind: RemedyKind {
        switch self {
        case .cancel: .cancelActivity
        case .section: .stopSectionRefresh
        case .task: .stopButlerTask
        }
    }
}

extension RuleDraft.Choice {
    fileprivate var victims: Victims {
        switch self {
        case .all: .all
        case .oldest: .oldest
        case .newest: .newest
        case .allButOldest: .allButOldest
        }
    }
}
