// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import MonitorConfiguration
import ServiceFiles

/// The status of the service for people, in the style of `systemctl status`.
struct StatusView {
    /// The status.
    var status: StatusDocument
    /// The time at which it is shown.
    var now: Date
    /// The width of a line in cells; nil for no limit.
    var width: Int?
    /// Colours.
    var paint: Paint

    /// The lines, without control characters.
    var lines: [String] {
        var lines = self.service
        for server in self.status.monitor.servers {
            lines.append("")
            lines += self.lines(of: server)
        }
        return lines
    }

    private var service: [String] {
        let version = ScreenText.line(self.status.programVersion, limit: 64)
        var lines = [
            self.paint("plex-activityd \(version)", .strong)
                + " (process \(self.status.pid)), running since \(ScreenText.line(self.status.startedAt, limit: 32))",
            self.fact("written", self.ago(self.status.writtenAt)),
        ]
        if self.status.programVersion != ProgramVersion.text {
            let words = "version \(ProgramVersion.text) is installed; to use it, run: systemctl restart plex-activityd"
            lines.append(self.fact("program", self.paint(words, .doubtful)))
        }
        let generation = "generation \(self.status.monitor.generation)"
        if let rejection = self.status.rejectedConfiguration {
            let why =
                "\(generation); " + self.paint("a later one was rejected", .bad) + ": " + ScreenText.line(rejection)
            lines.append(self.fact("configuration", why))
        } else {
            lines.append(self.fact("configuration", generation))
        }
        let pause: String? =
            switch self.status.pause {
            case .none: nil
            case .untilLifted: "until plex-activityctl resume"
            case .until(let end): "until \(end.text)"
            }
        if let pause { lines.append(self.fact("paused", self.paint(pause, .doubtful) + "; nothing is stopped")) }
        return lines
    }

    private func lines(of server: ServerStatus) -> [String] {
        let poll = self.status.polls.first { $0.server == server.name }
        let isWell = server.state == "reachable"
        let colour: Paint.Colour = isWell ? .good : server.state == "starting" ? .doubtful : .bad
        let version = server.version.map { ", Plex \(ScreenText.line($0, limit: 64))" } ?? ""
        let failures = server.failures > 0 ? ", \(server.failures) failed polls" : ""
        var lines = [
            "\(self.paint("●", colour)) \(self.paint(ScreenText.line(server.name, limit: 64), .strong)): "
                + self.paint(server.state, colour) + failures + version
        ]
        if let poll {
            let interval = Duration.microseconds(poll.intervalMicroseconds).words
            let answer = poll.lastAnswer.map { "last answer \(self.ago($0))" } ?? "no answer yet"
            lines.append(self.fact("polling", "every \(interval), \(answer)"))
            if let error = poll.lastError { lines.append(self.fact("error", self.paint(ScreenText.line(error), .bad))) }
        }
        lines.append(self.fact("stream", self.words(of: server.stream)))
        let stops = "\(server.stopsInLastHour) of \(server.maximumStopsPerHour) allowed in the last hour"
        lines.append(self.fact("stops", stops))
        if server.isAdministrator == false {
            lines.append(self.fact("token", self.paint(StatusProblem.limitedToken, .bad)))
        }
        if let reason = server.enforcementHeldBack {
            lines.append(self.fact("held back", self.paint(StatusProblem.words(ofHeldBack: reason), .bad)))
        }
        for breaker in server.breakers {
            lines.append(self.fact("breaker", self.paint(StatusProblem.words(of: breaker), .bad)))
        }
        for operation in server.operations { lines.append(self.fact("stopping", Self.words(of: operation))) }
        lines.append(self.fact("activities", String(server.activityCount)))
        return lines + self.activities(of: server)
    }

    private func activities(of server: ServerStatus) -> [String] {
        guard !server.activities.isEmpty else { return [] }
        let table = ActivityTable(width: self.width.map { max(20, $0 - 2) }, paint: self.paint)
        var lines = ["  " + table.heading]
        for activity in server.activities {
            lines.append("  " + table.row(activity))
            lines += self.forecasts(for: activity, on: server).map { "    " + $0 }
        }
        let more = server.activityCount - server.activities.count
        if more > 0 { lines.append("  and \(more) more") }
        return lines
    }

    /// What rules will do about an activity: those that wait for their `for`, and the one that comes first.
    private func forecasts(for activity: ActivityStatus, on server: ServerStatus) -> [String] {
        let serverAnswers = server.state == "reachable"
        let coming = (activity.rules ?? []).filter { RuleForecast(explanation: $0).isComing }
        let waiting = Set(activity.pending.map(\.rule))
        let soonest = coming.min { ($0.remainingMicroseconds ?? .max) < ($1.remainingMicroseconds ?? .max) }
        let shown = coming.filter { waiting.contains($0.rule) || $0.rule == soonest?.rule }
        let lines = shown.map { rule in
            let isDue = rule.remainingMicroseconds == 0 && serverAnswers
            let mark = self.paint(isDue || waiting.contains(rule.rule) ? "!" : "·", isDue ? .bad : .faint)
            let forecast = RuleForecast(explanation: rule, serverAnswers: serverAnswers)
            return "\(mark) rule \(rule.rule) \(forecast.words)"
        }
        guard activity.rules == nil else { return lines }
        return activity.pending.map { pending in
            let remaining = "in \(DurationWords.words(pending.remainingMicroseconds))"
            let time = serverAnswers ? remaining : "when the server answers again"
            return "! rule \(pending.rule) (\(pending.mode)) is due \(time)"
        }
    }

    private func words(of stream: StreamStatus) -> String {
        let since = stream.ageMicroseconds.map { " for \(DurationWords.words($0))" } ?? ""
        switch stream.state {
        case "open": return self.paint("open", .good) + since
        case "unwanted": return "switched off, the service only polls"
        case "closed":
            let why = ScreenText.line(stream.explanation ?? stream.reason ?? "the reason is unknown")
            return self.paint("closed", .doubtful) + "\(since), polls continue: \(why)"
        default: return ScreenText.line(stream.state, limit: 32)
        }
    }

    private static func words(of operation: OperationStatus) -> String {
        let uuids = operation.uuids.prefix(5).map { ScreenText.line($0, limit: 36) }.joined(separator: ", ")
        let more = operation.uuids.count > 5 ? " and \(operation.uuids.count - 5) more" : ""
        let remedy = operation.remedy.map { " with \($0)" } ?? ""
        let phase = operation.phase.replacing("-", with: " ")
        return "\(uuids)\(more) by rule \(operation.rule)\(remedy), request \(operation.attempts): \(phase)"
    }

    private func fact(_ name: String, _ text: String) -> String {
        String(repeating: " ", count: max(0, 15 - name.count)) + "\(name): \(text)"
    }

    /// A time as its distance from now.
    private func ago(_ time: String) -> String {
        guard let date = try? Date(time, strategy: .iso8601) else { return ScreenText.line(time, limit: 32) }
        return Duration.seconds(max(0, self.now.timeIntervalSince(date))).words + " ago"
    }
}
