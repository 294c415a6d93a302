// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles

/// What in a status somebody should look at: what `status --check` tells a monitor.
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
            case "unauthorized": problems.append("\(name): the token is refused")
            case "unreachable": problems.append("\(name): unreachable, \(server.failures) failed polls")
            default: break
            }
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
            let state = server.state == "starting" ? "not answered yet" : count
            return "\(ScreenText.line(server.name, limit: 64)): \(state)"
        }
        return (servers + (status.pause == .none ? [] : ["paused"])).joined(separator: ", ")
    }

    /// Why nothing is stopped on a server.
    static func words(ofHeldBack reason: String) -> String {
        switch reason {
        case "not-permitted": "nothing is stopped, for the token is not an administrator's: put the owner's in place"
        case "shared-identity": "nothing is stopped, for an earlier entry of the configuration is the same server"
        default: "nothing is stopped: \(ScreenText.line(reason, limit: 64))"
        }
    }

    /// What a tripped breaker means.
    static func words(of breaker: BreakerStatus) -> String {
        let whose = breaker.rule.map { "rule \($0) only observes" } ?? "all rules only observe"
        let why =
            switch breaker.reason {
            case "respawn": "what was stopped started again and again"
            default: "too many stops (\(ScreenText.line(breaker.reason, limit: 64)))"
            }
        let age = DurationWords.words(breaker.ageMicroseconds)
        return "\(whose) since \(age) ago, \(why): systemctl reload plex-activityd clears it"
    }
}
