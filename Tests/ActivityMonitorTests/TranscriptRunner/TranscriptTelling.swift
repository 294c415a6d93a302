// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import PlexModel

/// What came of a story, as values and as the lines of a transcript.
struct TranscriptTelling {
    /// Everything that was told, with its time.
    private(set) var events: [(time: Duration, event: Event)] = []
    /// Every request that was sent, with its time.
    private(set) var requests: [(time: Duration, request: RemedyRequest)] = []
    /// What was said that is no event.
    private(set) var diagnostics: [Diagnostic] = []
    /// The lines of the transcript.
    private(set) var lines: [String] = []
    /// Whether lines name the server.
    var showsServers = false
    /// Events that come again and again with nothing else between them, told as one line each.
    private var runs: [(key: String, events: [(time: Duration, event: Event)])] = []

    /// The events of a kind.
    func all(_ kind: EventKind) -> [Event] { self.events.map(\.event).filter { $0.kind == kind } }

    /// The time of the first event of a kind, or nil.
    func time(of kind: EventKind) -> Duration? { self.events.first { $0.event.kind == kind }?.time }

    /// Adds what the shell or a server did.
    mutating func note(_ word: String, _ words: String, at time: Duration) {
        self.tellRuns()
        self.lines.append(Self.line(time, word, words.isEmpty ? [] : [words]))
    }

    /// Adds what the monitor made of an input.
    mutating func tell(_ output: Output, at time: Duration) {
        for event in output.events {
            self.events.append((time, event))
            guard !self.continueRun(event, at: time) else { continue }
            self.tellRuns()
            self.lines.append(Self.line(time, event.kind.rawValue, self.parts(of: event)))
            self.lines.append("    " + event.message)
            self.lines += Self.predicates(of: event)
        }
        for diagnostic in output.diagnostics {
            self.diagnostics.append(diagnostic)
            self.note("diagnostic", diagnostic.message, at: time)
        }
        for action in output.actions {
            switch action {
            case .poll(let server):
                self.note("poll", self.showsServers ? server : "", at: time)
            case .send(let request):
                self.requests.append((time, request))
                let server = self.showsServers ? "\(request.server) " : ""
                let target = Self.target(of: request.remedy)
                self.note("SEND", "\(server)\(request.remedy.kind.rawValue) \(target)", at: time)
            }
        }
    }

    /// Ends the telling.
    mutating func finish() { self.tellRuns() }

    /// Keeps progress, and that a server does not answer, until something else is told.
    private mutating func continueRun(_ event: Event, at time: Duration) -> Bool {
        guard event.kind == .progress || event.kind == .serverUnreachable else { return false }
        let parts = [event.kind.rawValue, event[.server], event[.activityUUID], event[.reason]]
        let key = parts.compactMap(\.self).joined(separator: " ")
        if let index = self.runs.firstIndex(where: { $0.key == key }) {
            self.runs[index].events.append((time, event))
        } else {
            self.runs.append((key, [(time, event)]))
        }
        return true
    }

    private mutating func tellRuns() {
        for run in self.runs {
            guard let first = run.events.first, let last = run.events.last else { continue }
            let count = run.events.count
            let range = count > 1 ? ["to t=\(last.time.text),", "\(count) of them"] : []
            self.lines.append(Self.line(first.time, last.event.kind.rawValue, self.parts(of: last.event) + range))
            self.lines.append("    " + last.event.message)
        }
        self.runs = []
    }
}

extension TranscriptTelling {
    /// The fields that tell an event from others of its kind.
    private func parts(of event: Event) -> [String] {
        var parts: [String] = []
        if self.showsServers, let server = event[.server] { parts.append("server=\(server)") }
        if let uuid = event[.activityUUID] { parts.append(uuid) }
        let names: [(EventFieldName, String)] = [
            (.outcome, "outcome"), (.rule, "rule"), (.ruleMode, "mode"), (.reason, "reason"), (.remedy, "remedy"),
            (.attempt, "attempt"), (.httpStatus, "status"),
        ]
        for (name, word) in names {
            if let value = event[name] { parts.append("\(word)=\(value)") }
        }
        return parts
    }

    /// A condition as `PLEX_PREDICATES` holds it.
    private struct Condition: Decodable {
        var condition: String
        var value: String?
        var threshold: String
        var result: String
        var why: String?
    }

    private static func predicates(of event: Event) -> [String] {
        guard let text = event[.predicates] else { return [] }
        guard let conditions = try? JSONDecoder().decode([Condition].self, from: Data(text.utf8)) else {
            return ["    unreadable: \(text)"]
        }
        return conditions.map { one in
            let why = one.why.map { ", \($0)" } ?? ""
            return "    \(one.condition) \(one.value ?? "-") / \(one.threshold): \(one.result)\(why)"
        }
    }

    private static func line(_ time: Duration, _ word: String, _ parts: [String]) -> String {
        let head = "t=" + time.text
        let padding = String(repeating: " ", count: max(1, 12 - head.count))
        return ([head + padding + word] + parts).joined(separator: " ")
    }

    private static func target(of remedy: Remedy) -> String {
        switch remedy {
        case .cancelActivity(let id): id.rawValue
        case .stopSectionRefresh(let section): section.rawValue
        case .stopButlerTask(let task): task.rawValue
        }
    }
}
