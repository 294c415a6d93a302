// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles

/// The problems in a status, for `status --check`.
enum StatusProblem {
    /// The problems, each in a few words; none where all is well.
    static func all(in status: StatusDocument) -> [String] {
        var problems: [String] = []
        if let rejection = status.rejectedConfiguration {
            problems.append("configuration rejected: \(ScreenText.line(rejection, limit: 120))")
        }
        for server in status.monitor.servers {
            let name = ScreenText.line(server.name, limit: 64)
            switch server.state {
            case "unauthorized": problems.append("\(name): Plex refuses the token")
            case "unreachable": problems.append("\(name): unreachable, \(server.failures) failed polls")
            default: break
            }
            if server.isAdministrator == false { problems.append("\(name): \(Self.limitedToken)") }
            if let reason = server.enforcementHeldBack {
                problems.append("\(name): \(Self.words(ofHeldBack: reason))")
            }
            for breaker in server.breakers { problems.append("\(name): \(Self.words(of: breaker))") }
        }
        return problems
    }

    /// All in a few words where nothing is wrong: `home: 3 activities`.
    static func summary(of status: StatusDocument) -> String {
        let servers = status.monitor.servers.map { server in
            let count = server.activityCount == 1 ? "1 activity" : "\(server.activityCount) activities"
            let state = server.state == "starting" ? "no answer yet" : count
            return "\(ScreenText.line(server.name, limit: 64)): \(state)"
        }
        return (servers + (status.pause == .none ? [] : ["paused"])).joined(separator: ", ")
    }

    /// The words for a token that Plex accepts, and that is not an administrator's.
    static let limitedToken =
        "the token is not an administrator's, so it shows fewer activities and stops no scans: run plex-activityctl token "
        + "set with the owner's token"

    /// Why rules stop nothing on a server.
    static func words(ofHeldBack reason: String) -> String {
        switch reason {
        case "not-permitted":
            "rules stop nothing, because the token is not an administrator's: put the owner's token into the token file"
        case "shared-identity": "rules stop nothing here, because an earlier [[server]] table is the same server"
        default: "rules stop nothing: \(ScreenText.line(reason, limit: 64))"
        }
    }

    /// A tripped breaker in words, with the way in which it closes.
    static func words(of breaker: BreakerStatus) -> String {
        let subject = breaker.rule.map { "rule \($0) only observes" } ?? "all rules only observe"
        let (why, cure) =
            switch breaker.reason {
            case "respawn":
                ("the stopped work started again and again", "systemctl reload plex-activityd clears it")
            default:
                // The stops of the last hour still count after a reload, so it would trip again.
                (
                    "too many stops (\(ScreenText.line(breaker.reason, limit: 64)))",
                    "it closes by itself within an hour"
                )
            }
        let age = DurationWords.words(breaker.ageMicroseconds)
        return "\(subject) since \(age) ago, \(why): \(cure)"
    }
}
