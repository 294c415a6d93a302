// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Narrator {
    /// The service saw an activity for the first time.
    func started(_ tracked: TrackedActivity) -> Event {
        let state: String
        let fields: [EventField]
        if tracked.hasReappeared {
            state = "shown again"
            fields = [EventField(.reason, "reappeared")]
        } else {
            let wasRunning = tracked.wasAlreadyRunning || tracked.mayHaveBeenHidden
            state = wasRunning ? "already running" : "started"
            fields = wasRunning ? [EventField(.reason, "already-running")] : []
        }
        return self.event(
            .started, about: tracked, "\(self.name(of: tracked)): \(state)\(self.note(of: tracked))", fields)
    }

    /// Progress, title or subtitle changed.
    func progressed(_ tracked: TrackedActivity) -> Event {
        var parts: [String] = []
        if let percentage = tracked.activity.progress.percentage {
            parts.append(PercentText.text(of: percentage) + " %")
        }
        if self.settings.journal.showsTitles, !tracked.activity.subtitle.isEmpty {
            parts.append(tracked.activity.subtitle.printable(limit: 120))
        }
        let state = parts.isEmpty ? "running" : parts.joined(separator: ", ")
        return self.event(
            .progress, about: tracked, "\(self.name(of: tracked)): \(state)\(self.note(of: tracked))",
            Self.previous(tracked))
    }

    /// It ended.
    func finished(_ tracked: TrackedActivity) -> Event {
        let outcome: String
        let words: String
        var fields = Self.previous(tracked)
        if let request = tracked.request {
            outcome = "ended-after-request"
            let doubt = request.mayBeUnsent == true ? ", which may not have been sent," : ""
            words = "ended after our request (\(request.remedy))\(doubt)"
            fields += [EventField(.rule, request.rule), EventField(.remedy, request.remedy)]
            if request.isCollateral { fields.append(EventField(.reason, "collateral")) }
        } else if tracked.activity.progress == .percent(100) {
            outcome = "completed"
            words = "completed"
        } else {
            outcome = "ended"
            words = "ended" + (tracked.activity.progress.percentage.map { " at \(PercentText.text(of: $0)) %" } ?? "")
        }
        // If only its end was told, its duration is unknown.
        let age = tracked.wasSeenRunning ? " after \(tracked.age.total.words)" : ""
        return self.event(
            .finished, about: tracked, "\(self.name(of: tracked)): \(words)\(age)\(self.note(of: tracked))",
            [EventField(.outcome, outcome)] + fields)
    }

    /// It disappeared unseen, so its end is unknown.
    func lost(_ tracked: TrackedActivity, _ reason: LossReason) -> Event {
        let why =
            switch reason {
            case .serverRestarted: "the server restarted"
            case .identityChanged: "another server answers at the address"
            case .daemonRestarted: "it was gone when the service started again"
            case .tokenChanged: "the new token does not show it"
            case .notShown: "the server's lists have left it out or been incomplete for too long"
            case .noLongerWatched: "the configuration no longer has this server"
            }
        return self.event(
            .lost, about: tracked,
            "\(self.name(of: tracked)): lost sight of it, because \(why)\(self.note(of: tracked))",
            Self.previous(tracked) + [EventField(.reason, reason.rawValue)])
    }

    private static func previous(_ tracked: TrackedActivity) -> [EventField] {
        tracked.report.reported.percentage.map { [EventField(.progressPrevious, PercentText.text(of: $0))] } ?? []
    }
}
