// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// What a rule will do about an activity, and when, in words.
struct RuleForecast {
    /// What the rule makes of the activity.
    let explanation: RuleExplanation
    /// Whether the server answers: while it does not, no time counts towards a rule.
    var serverAnswers = true

    /// Whether time alone brings the rule to act, or has: what `status` lists.
    var isComing: Bool { self.explanation.isAbout == .yes && self.explanation.remainingMicroseconds != nil }

    /// What the rule will do and when, such as `would stop the scan of section 2 (Movies) in 18 min if nothing changes`.
    var words: String {
        let explanation = self.explanation
        switch explanation.isAbout {
        case .no: return "is not about it"
        case .unknown(let why):
            return "is held back, as it is not known whether it is about it: \(ScreenText.line(why))"
        case .yes: break
        }
        if case .unknown(let why) = explanation.truth { return "is held back: \(ScreenText.line(why))" }
        guard let remaining = explanation.remainingMicroseconds else { return "does not hold" }
        guard self.serverAnswers else {
            return "\(self.action) at the earliest when the server answers again" + self.reservation
        }
        guard remaining == 0 else {
            return "\(self.action) in \(DurationWords.words(remaining)) if nothing changes" + self.reservation
        }
        return "is due: \(self.action) now" + self.reservation
    }

    /// What it does: `would stop the scan of section 2 (Movies)`.
    private var action: String {
        switch self.explanation.mode {
        case "notify": return "notifies"
        case "enforce": return "will \(self.remedy)"
        default: return "would \(self.remedy)"
        }
    }

    /// What the first step that may be taken does.
    private var remedy: String {
        let steps = self.explanation.steps
        if let step = steps.first(where: \.spares.isEmpty) { return ScreenText.line(step.words) }
        return steps.isEmpty ? "find no remedy that applies" : "find that each step would end what it must spare"
    }

    /// What forbids it, behind a comma; empty where nothing does.
    private var reservation: String {
        self.explanation.obstacle.map { ", but \(Self.words(of: $0))" } ?? ""
    }

    /// What an obstacle means.
    private static func words(of obstacle: String) -> String {
        switch obstacle {
        case "under-way": "a stop of it is under way"
        case "gave-up": "it has tried in vain and does not try this activity again"
        case "paused": "everything is paused (plex-activityctl resume lifts it)"
        case "not-during": "nothing is stopped during this window ([safety] not-during)"
        case "breaker-tripped": "a breaker has tripped (systemctl reload plex-activityd clears it)"
        case "not-permitted": "the token is not an administrator's, so nothing is stopped on the server"
        case "shared-identity": "another entry of the configuration is the same server, and that one acts"
        case "cooldown": "work of its kind is left alone after an earlier decision (cooldown)"
        case "victims": "of its kind, it is not the one to be stopped (victims)"
        default: "something forbids it: \(obstacle.printable(limit: 64))"
        }
    }
}
