// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Every word of the page. A translation replaces this file.
enum English {
    static let language: StaticString = "en"
    static let program = "plex-activityd"
    static let reportTitle = "Plex activities"
    static let skip = "Skip the timeline"
    static let timeline = "Timeline"
    static let allDays = "All days"
    static let days = "Day by day"
    static let nothing = "Nothing ran in this time, as far as the journal tells."
    static let server = "Server and service"
    static let rest = "Other work"
    static let legend = "Legend"
    static let stall = "no sign of life for 5 minutes or more"
    static let outage = "server out of reach"
    static let serverRestart = "Server restarted"
    static let serviceStart = "Service started"
    static let unclear = "beginning or end not seen"
    static let mixed = "several kinds"
    static let durations = "How long work usually takes"
    static let durationsNote = "Runs whose start was seen, and that ended without a request of the service."
    static let noDurations = "No run was seen from its start to its end."
    static let stuck = "What was stuck most often"
    static let nothingStuck = "No work was stuck for five minutes or more."
    static let rules = "What the rules did"
    static let noRules = "No rule acted, or would have acted."
    static let suggestions = "Rules that this history suggests"
    static let noSuggestions = "There is no suggestion yet: 10 complete runs of one kind are needed."
    static let suggestionsNote =
        "Each threshold is three times the 95th percentile. These rules only observe. "
        + "Put one into a file in /etc/plex-activityd/rules.d to try it."
    static let notable = "Stops and other notable moments"
    static let nothingNotable = "No stop, no lost work, nothing that a rule reported."
    static let stillRunning = "still running"
    static let goesOn = "now"

    // MARK: - Columns

    static let work = "Work"
    static let serverColumn = "Server"
    static let runs = "Runs"
    static let median = "Median"
    static let percentile95 = "95 %"
    static let longest = "Longest"
    static let trend = "Trend"
    static let recentRuns = "Last runs"
    static let times = "Times"
    static let together = "Together"
    static let last = "Last"
    static let rule = "Rule"
    static let mode = "Mode"
    static let wouldStop = "Would have stopped"
    static let asked = "Asked"
    static let stopped = "Stopped"
    static let ineffective = "Did not stop"
    static let gaveUp = "Gave up"
    static let notified = "Notified"
    static let undecided = "Undecided"
    static let when = "When"
    static let what = "What"

    // MARK: - Dates and durations

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func day(_ moment: CalendarTime) -> String { Self.shortDay(moment) + Self.month(moment) }

    static func shortDay(_ moment: CalendarTime) -> String {
        "\(Self.weekdays[moment.weekday % 7]) \(moment.day)"
    }

    static func month(_ moment: CalendarTime) -> String { " \(Self.months[(moment.month + 11) % 12])" }

    static func duration(_ microseconds: Int64) -> String { Duration.microseconds(microseconds).words }

    static func span(_ begin: String, _ end: String) -> String { "\(begin) to \(end)" }

    static func span(_ begin: String, _ end: String, length: Int64) -> String {
        "\(begin) to \(end), \(Self.duration(length))"
    }

    static func before(_ time: String) -> String { "before \(time)" }

    static func at(_ what: String, _ time: String) -> String { "\(what), \(time)" }

    // MARK: - Work

    static func type(_ type: String) -> String {
        switch type {
        case "library.update.section": "Library scan"
        case "library.update.item.metadata": "Metadata of items"
        case "library.refresh.items": "Refresh of items"
        case "media.generate.bif": "Video previews"
        case "media.generate.chapter.thumbs": "Chapter thumbnails"
        case "media.generate.intros": "Intro detection"
        case "media.generate.credits": "Credits detection"
        case "media.generate.voice.activity": "Voice activity detection"
        case "media.generate.loudness": "Loudness analysis"
        case "media.generate.music.analysis": "Music analysis"
        case "provider.subscriptions.process": "DVR subscriptions"
        case "provider.epg.load": "Programme guide"
        case "media.download": "Downloads"
        case "media.offline.transcode": "Offline transcodes"
        case "grabber.grab": "Recordings and live TV"
        case "butler": "Maintenance"
        default: type
        }
    }

    static func section(_ id: String) -> String { "Section \(id)" }

    static func work(_ type: String, _ section: String) -> String { "\(type), \(section)" }

    static func family(_ family: WorkFamily) -> String {
        switch family {
        case .scan: "scans"
        case .metadata: "metadata"
        case .analysis: "analysis"
        case .media: "recordings and downloads"
        case .other: "other"
        }
    }

    static func ending(_ ending: WorkRun.Ending, progress: String?) -> String {
        let at = progress.map { " at \($0) %" } ?? ""
        return switch ending {
        case .running: "Running" + (progress.map { ", \($0) %" } ?? "")
        case .completed: "Completed"
        case .ended: "Ended\(at)"
        case .afterRequest: "Ended\(at), after a request of the service"
        case .lost(let reason): "Lost sight of it\(at): \(Self.reason(reason))"
        }
    }

    static func stalled(_ length: Int64) -> String { "No sign of life for \(Self.duration(length))" }

    static func several(_ count: Int, of type: String?) -> String {
        type.map { "\(Self.count(count)) × \($0)" } ?? "\(Self.count(count)) activities"
    }

    static func longest(_ length: Int64) -> String { "Longest: \(Self.duration(length))" }

    // MARK: - Marks

    static func mark(_ kind: Mark.Kind, count: Int = 1) -> String {
        let name =
            switch kind {
            case .stopped: "Stopped by a rule"
            case .ineffective: "Could not be stopped"
            case .wouldStop: "Would have been stopped"
            case .fired: "A rule notified"
            case .lost: "Lost sight of"
            case .breaker: "Breaker tripped"
            }
        return count == 1 ? name : "\(name), \(Self.count(count)) times"
    }

    static func byRule(_ rule: String) -> String { "Rule \(rule)" }

    static func reason(_ reason: String) -> String {
        switch reason {
        case "server-restarted": "the server restarted"
        case "identity-changed": "another server answers at the address"
        case "daemon-restarted": "the service restarted"
        case "token-changed": "the new token does not show it"
        case "not-shown": "the server's lists left it out"
        case "no-longer-watched": "its server is no longer configured"
        case "not-honoured": "the server did not heed the request"
        case "no-remedy": "the rule has no remedy for it"
        case "not-a-butler-task": "it was no maintenance task"
        case "would-stop-spared": "that would have ended work that the rule spares"
        case "not-permitted": "the token is not an administrator's"
        case "max-stops-per-hour": "too many stops on the server"
        case "max-per-hour": "too many stops of the rule"
        case "respawn": "the work starts again each time"
        case "paused": "everything was paused"
        default: reason
        }
    }

    static func interruption(_ kind: Interruption.Kind) -> String {
        switch kind {
        case .unreachable: "The server gave no usable answer"
        case .refused: "The server refused the token"
        case .serverRestart: "The server restarted"
        case .serviceStart: "The service started"
        }
    }

    // MARK: - Sentences

    /// The number with a comma between thousands.
    static func count(_ number: Int) -> String {
        var digits = String(number)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits = String(digits.dropLast(3))
        }
        return ([digits] + groups).joined(separator: ",")
    }

    static func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(Self.count(count)) \(count == 1 ? one : many)"
    }

    static func subtitle(from begin: String, to end: String, servers: [String]) -> String {
        let names = servers.count <= 4 ? servers.joined(separator: ", ") : "\(servers.count) servers"
        return "\(begin) to \(end)" + (servers.isEmpty ? "" : " · \(names)")
    }

    static func summary(runs: Int, stopped: Int, ineffective: Int, wouldStop: Int) -> String {
        var sentences = [Self.counted(runs, "activity", "activities") + "."]
        if stopped > 0 { sentences.append("Rules stopped \(Self.count(stopped)).") }
        if ineffective > 0 { sentences.append("\(Self.count(ineffective)) went on in spite of a rule.") }
        if wouldStop > 0 { sentences.append("Rules that observe would have stopped \(Self.count(wouldStop)).") }
        if sentences.count == 1 { sentences.append("No rule had anything to stop.") }
        return sentences.joined(separator: " ")
    }

    static func newest(_ shown: Int, of all: Int) -> String {
        "The newest \(Self.count(shown)) of \(Self.count(all))."
    }

    static func merged(runs: Int, bars: Int, pixel: Int64) -> String {
        "\(Self.count(runs)) activities are drawn as \(Self.count(bars)) bars: work closer together than "
            + "\(Self.duration(max(pixel, 1_000_000))) shares a bar where no pixel could show it apart."
    }

    static func leftOut(days: Int) -> String {
        "The \(Self.count(days)) oldest days have no chart of their own; the chart of all days shows them."
    }

    static func dropped(_ runs: Int) -> String { "\(Self.count(runs)) further activities are left out." }

    static func trend(_ ratio: Double?) -> String {
        guard let ratio else { return "–" }
        let change = Int((abs(ratio - 1) * 100).rounded())
        if change < 20 { return "steady" }
        if ratio >= 3 { return "\(Int(ratio.rounded())) times slower" }
        return ratio > 1 ? "\(change) % slower" : "\(change) % faster"
    }

    static func footer(events: Int, maker: String, made: String) -> String {
        "Made from \(Self.counted(events, "event", "events")) of the journal at \(made) by \(maker)."
    }

    static func dayLabel(_ day: String, runs: Int) -> String {
        "\(day): \(Self.counted(runs, "activity", "activities"))"
    }
}
