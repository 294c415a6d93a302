// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Tells a history in lines that people can read: what came, and what was made of it.
enum Story {
    /// The story of a record.
    static func text(of record: Record, about judgement: Judgement, on core: Core = Core()) -> String {
        let played = Judged.replay(record, on: core)
        var lines = ["seed \(record.script.seed), \(record.steps.count) inputs"]
        for turn in played.turns {
            lines.append("\(turn.at)  \(Self.words(turn.stimulus))")
            for telling in turn.reaction.tellings { lines.append("      -> \(Self.words(telling))") }
            for entry in turn.reaction.polls { lines.append("      => poll \(entry) at once") }
            for asked in turn.reaction.requests {
                lines.append("      => \(asked.target) at \(asked.entry), meant for \(asked.machine ?? "nobody")")
            }
        }
        let violations = judgement == .twins ? Twins.violations(in: played, on: core) : Judged.violations(in: played)
        lines += violations.filter { $0.judgement == judgement }.map { "VIOLATION \($0)" }
        return lines.joined(separator: "\n")
    }

    private static func words(_ telling: Telling) -> String {
        let fields = telling.fields.filter { field in
            [.uuid, .serverID, .reason, .age, .stalled, .progress, .outcome, .rule, .remedy, .attempt, .status]
                .contains(field.name)
        }
        .map { field in
            switch field.name {
            case .age: "age \((Int(field.value) ?? 0) / 1_000) ms"
            case .stalled: "stalled \((Int(field.value) ?? 0) / 1_000) ms"
            default: field.value
            }
        }
        return "\(telling.kind) [\(fields.joined(separator: ", "))] \(telling.message)"
    }

    private static func words(_ stimulus: Stimulus) -> String {
        switch stimulus {
        case .configure(let setup): return "configure\n" + Self.words(setup)
        case .identity(let entry, let machine): return "\(entry): identity \(machine)"
        case .sections(let entry, let sections):
            return "\(entry): sections \(sections.map { "\($0.id) '\($0.title)'" }.joined(separator: ", "))"
        case .sessions(let entry, let sessions):
            let words = sessions.map { sessions in
                sessions.map { "\($0.key) \($0.state) at \($0.playhead.map { "\($0)" } ?? "?")" }.joined(
                    separator: ", ")
            }
            return "\(entry): sessions \(words ?? "cannot be read")"
        case .player(let entry, let receivedAt, let news):
            return "\(entry): news received \(receivedAt): player \(news.key) \(news.state.rawValue)"
        case .wallClock(let second): return "wall clock \(second / 3_600):\(second / 60 % 60)"
        case .poll(let entry, let sentAt, .failure(let isRefused), _):
            return "\(entry): poll sent \(sentAt) failed\(isRefused ? ", refused" : "")"
        case .poll(let entry, let sentAt, .list(let list), let epoch):
            let rows = list.activities.map(Self.words).joined(separator: "; ")
            return
                "\(entry): poll sent \(sentAt), \(list.isComplete ? "complete" : "with a hole"), by \(epoch): \(rows)"
                + (list.contradictory.isEmpty ? "" : "; contradictory \(list.contradictory)")
        case .news(let entry, let receivedAt, let news, _):
            return "\(entry): news received \(receivedAt): \(news.change.rawValue) "
                + (news.activity.map(Self.words) ?? "\(news.id)")
        case .stream(let entry, let state): return "\(entry): stream \(state.rawValue)"
        case .fate(let asked, let fate): return "request \(asked.target): \(fate)"
        case .token(let entry): return "\(entry): new token"
        case .pause(let isPaused): return isPaused ? "pause" : "resume"
        case .wake: return "wake"
        case .crash(let isReboot): return isReboot ? "the machine has rebooted" : "the service was killed, and starts"
        }
    }

    private static func words(_ row: Activity) -> String {
        var words = "\(row.id) \(row.type)"
        if let section = row.sectionID { words += " of \(section)" }
        words += row.progress.percentage.map { " \($0) %" } ?? " -1"
        words += " '\(row.title)'"
        if !row.subtitle.isEmpty { words += " '\(row.subtitle)'" }
        if row.isCancellable == true { words += " cancellable" }
        return words
    }

    private static func words(_ setup: Setup) -> String {
        let entries = setup.entries.map { "          \($0.name) every \($0.pollInterval.inSeconds)" }
        let rules = setup.rules.map { rule in
            "          \(rule.name): \(rule.mode) \(rule.scope), match \(Self.words(rule.match))"
                + rule.exceptions.map { ", except \(Self.words($0))" }.joined()
                + ", when \(rule.needs), for \(rule.hold), ways \(rule.ways.map { "\($0)" } ?? "default"), "
                + "victims \(rule.choice.rawValue), verify \(rule.verifyWithin), attempts \(rule.attempts), "
                + "cooldown \(rule.cooldown), per hour \(rule.maximumPerHour.map { "\($0)" } ?? "any")"
        }
        return (entries + rules).joined(separator: "\n")
    }

    private static func words(_ filter: Filter) -> String {
        var parts: [String] = []
        if !filter.types.isEmpty { parts.append("type \(filter.types.map(\.text))") }
        if !filter.titles.isEmpty { parts.append("title \(filter.titles.map(\.text))") }
        if !filter.subtitles.isEmpty { parts.append("subtitle \(filter.subtitles.map(\.text))") }
        if !filter.sections.isEmpty { parts.append("section \(filter.sections)") }
        if let cancellable = filter.isCancellable { parts.append("cancellable \(cancellable)") }
        return parts.joined(separator: " and ")
    }
}
