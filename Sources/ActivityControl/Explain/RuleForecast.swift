// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// A rule's next decision about an activity, in words.
struct RuleForecast {
    /// The rule's judgement.
    let explanation: RuleExplanation
    /// Whether the server answers: while it does not, no time counts towards a rule.
    var serverAnswers = true

    /// Whether the rule is due, or will be due if nothing changes. `status` lists such rules.
    var isComing: Bool { self.explanation.isAbout == .yes && self.explanation.remainingMicroseconds != nil }

    /// The decision, such as `would stop the scan of section 2 (Movies) in 18 min if nothing changes`.
    var words: String {
        let explanation = self.explanation
        switch explanation.isAbout {
        case .no: return "does not match it"
        case .unknown(let why):
            return "waits, because it is unknown whether the rule matches: \(ScreenText.line(why))"
        case .yes: break
        }
        if case .unknown(let why) = explanation.truth {
            return "waits for an unknown condition: \(ScreenText.line(why))"
        }
        guard let remaining = explanation.remainingMicroseconds else { return "has a condition that does not hold" }
        guard self.serverAnswers else {
            return "\(self.action) at the earliest when the server answers again" + self.reservation
        }
        if explanation.obstacle == "gave-up" { return "will not stop it: it tried and failed" }
        guard remaining == 0 else {
            return "\(self.action) in \(DurationWords.words(remaining)) if nothing changes" + self.reservation
        }
        return "is due: \(self.action) now" + self.reservation
    }

    /// The action: `would stop the scan of section 2 (Movies)`.
    private var action: String {
        switch self.explanation.mode {
        case "notify": return "notifies"
        case "enforce": return "will \(self.remedy)"
        default: return "would \(self.remedy)"
        }
    }

    /// The first step that spares what the rule must spare.
    private var remedy: String {
        let steps = self.explanation.steps
        if let step = steps.first(where: \.spares.isEmpty) { return ScreenText.line(step.words) }
        return steps.isEmpty ? "find no remedy" : "take no step, because each would end an activity that it must spare"
    }

    /// The obstacle, after a comma; empty without an obstacle.
    private var reservation: String {
        self.explanation.obstacle.map { ", but \(Self.words(of: $0))" } ?? ""
    }

    /// An obstacle in words.
    private static func words(of obstacle: String) -> String {
        switch obstacle {
        case "under-way": "a stop of it is under way"
        case "kind-under-way": "another decision is stopping work of this kind"
        case "not-sent": "its last request could not be sent, so the rule waits before it tries again"
        case "paused": "the service is paused (plex-activityctl resume lifts the pause)"
        case "not-during": "rules stop nothing in this window ([safety] not-during)"
        case "breaker-tripped": "a breaker has tripped (plex-activityctl status shows when it closes)"
        case "not-permitted": "the token is not an administrator's, so rules stop nothing on this server"
        case "shared-identity": "an earlier [[server]] table is the same server, and rules act there"
        case "cooldown": "the cooldown after an earlier decision still runs"
        case "victims": "the rule stops another activity of this kind (victims)"
        default: "an obstacle forbids it: \(obstacle.printable(limit: 64))"
        }
    }
}
