// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The words of the pages that `plex-activity-web` shows.
extension English {
    static let skipNavigation = "Skip the navigation"
    static let pages = "Pages"
    static let now = "Now"
    static let events = "Events"
    static let event = "Event"
    static let rulesTitle = "Rules"
    static let lastDay = "The last day"
    static let quiet = "Nothing runs."
    static let unseen = "What runs there is not known now."
    static let noJournal = "The journal cannot be read, so there is no timeline."
    static let noEvents = "There is no such event."
    static let noRulesNow = "No rule waits for anything, and none has had an event in the last day."
    static let waitsForNothing = "It waits for nothing now."
    static let all = "all"
    static let show = "Show"
    static let unknownProgress = "progress unknown"

    static func place(_ place: WebPage.Place) -> String {
        switch place {
        case .now: Self.now
        case .events: Self.events
        case .rules: Self.rulesTitle
        case .report: "Report"
        }
    }

    static func paused(_ words: String) -> String { "Rules stop nothing: \(words)." }
    static func rejected(_ reason: String) -> String { "The last configuration is not in force: \(reason)" }
    static func heldBack(_ reason: String) -> String { "Rules may stop nothing on this server: \(reason)." }
    static func breaker(_ rule: String, _ reason: String) -> String {
        let who = rule.isEmpty ? "All rules only observe" : "Rule \(rule) only observes"
        return "\(who), because a breaker has tripped: \(Self.reason(reason))."
    }

    static func state(_ state: String) -> String {
        switch state {
        case "reachable": "reachable"
        case "starting": "starting"
        case "unauthorized": "refuses the token"
        default: "out of reach"
        }
    }

    static func server(_ server: PageStatus.Server) -> String {
        let stream =
            switch server.stream {
            case "open": "notifications arrive"
            case "unwanted": "polled only"
            case "starting": "connecting for notifications"
            default: "no notifications"
            }
        return [
            server.version.map { "Plex \($0)" }, stream, Self.counted(server.activityCount, "activity", "activities"),
            "\(server.stops.recent) of \(server.stops.limit) stops in the last hour",
        ].compactMap(\.self).joined(separator: " · ")
    }

    static func more(_ count: Int) -> String { "and \(Self.count(count)) more" }
    static func runningFor(_ age: Int64) -> String { "seen for \(Self.duration(age))" }
    static func percent(_ progress: Double) -> String { "\(Int(progress)) %" }

    static func stopping(_ rule: String, _ phase: String) -> String {
        switch phase {
        case "sending": "\(rule) asks the server to stop it"
        case "verifying": "\(rule) has asked to stop it, and looks whether it ended"
        default: "\(rule) looks again before it asks to stop it"
        }
    }

    static func pending(_ pending: PendingStatus) -> String {
        "Rule \(pending.rule) \(Self.verb(pending.mode)) in \(Self.duration(pending.remainingMicroseconds)) "
            + "if nothing changes"
    }

    private static func verb(_ mode: String) -> String {
        switch mode {
        case "enforce": "stops it"
        case "notify": "notifies"
        default: "would stop it"
        }
    }

    static func mode(_ mode: String) -> String {
        switch mode {
        case "enforce": "armed"
        case "notify": "notifies"
        default: "observes"
        }
    }

    static func record(_ record: RuleRecord) -> String {
        let parts = [
            (record.wouldStop, "would have stopped"), (record.requested, "asked"), (record.confirmed, "stopped"),
            (record.ineffective, "did not stop"), (record.notified, "notified"),
        ]
        let told = parts.filter { $0.0 > 0 }.map { "\($0.1) \(Self.count($0.0))" }
        return told.isEmpty ? "No event in the last day." : "In the last day: \(told.joined(separator: ", "))."
    }
}
