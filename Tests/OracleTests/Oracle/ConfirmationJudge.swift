// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/confirmed`` and ``Judgement/ineffective``: claims about stops, held against what was observed.
struct ConfirmationJudge: Judge {
    mutating func judge(_ turn: Turn, _ scene: Scene) -> [Violation] {
        turn.reaction.tellings.flatMap { telling -> [Violation] in
            guard let entry = telling[.server].flatMap({ scene.entries[$0] }) else { return [] }
            switch telling.kind {
            case "stop-confirmed":
                return self.confirmed(telling, entry, turn, scene).map {
                    Violation(judgement: .confirmed, at: turn.at, words: "\(telling[.uuid] ?? ""): \($0)")
                }
            case "stop-ineffective":
                return self.ineffective(telling, entry, turn, scene).map {
                    Violation(judgement: .ineffective, at: turn.at, words: "\(telling[.uuid] ?? ""): \($0)")
                }
            default: return []
            }
        }
    }

    private func confirmed(_ telling: Telling, _ entry: EntryScene, _ turn: Turn, _ scene: Scene) -> [String] {
        let asks = Self.asks(covering: telling, scene)
        guard let ask = asks.last(where: { $0.asked.target.way.rawValue == telling[.remedy] }) else {
            return ["confirmed, and no request that may have been heard covers it"]
        }
        var words: [String] = []
        let sentAt: Moment
        switch turn.stimulus {
        case .poll(_, let sent, .list(let list), _):
            sentAt = sent
            if !list.isComplete { words.append("confirmed by a list with a hole") }
            for row in list.activities where ask.asked.target.covers(row) == true {
                if entry.trails[row.id]?.endHeardAt == nil || telling.uuid == row.id {
                    words.append("confirmed, and \(row.id) is still listed")
                }
            }
        case .news(_, let receivedAt, let news, _) where news.change == .ended && ask.asked.target.way == .cancel:
            sentAt = receivedAt
        default: return ["confirmed by neither a list nor news of its end"]
        }
        if let fateAt = ask.fateAt, sentAt < fateAt {
            words.append("confirmed by what was sent or received before the answer")
        }
        guard let claim = StopWords(telling.message) else {
            return words
                + (ask.life != scene.life || telling.message.contains("gone when we asked")
                    ? [] : ["no time is claimed"])
        }
        // The end lies before the sending of the poll that shows it: that long at most it took.
        // What is claimed may count from the first of several requests.
        let first = asks.first { $0.asked.target.way.rawValue == telling[.remedy] } ?? ask
        let proved = turn.at - first.sentAt
        let seen = sentAt - ask.sentAt
        if claim.span >= proved + claim.grain {
            words.append("within \(claim.span.inSeconds), and \(proved.inSeconds) have passed")
        }
        if claim.span + claim.grain <= seen, !self.isHeardWithin(claim, ask, entry, telling) {
            words.append("within \(claim.span.inSeconds) of our request, seen \(seen.inSeconds) after its sending")
        }
        // The truth may be told by no observation, and must not contradict what is claimed.
        if let id = telling.uuid, let ended = scene.lives[id]?.ended, ended <= turn.at,
            ended - ask.sentAt >= claim.span + claim.grain
        {
            words.append(
                "within \(claim.span.inSeconds), and truly \((ended - ask.sentAt).inSeconds) after the sending")
        }
        if ask.life != scene.life { words.append("a time is claimed across a restart of the service") }
        return words
    }

    /// The requests of an event's rule for work like this that may have been heard.
    private static func asks(covering telling: Telling, _ scene: Scene) -> [AskRecord] {
        scene.ledger.asks.filter { ask in
            ask.mayBeHeard && ask.asked.entry == telling[.server] && ask.asked.target.covers(telling)
                && (ask.rule == nil || ask.rule == telling[.rule])
        }
    }

    /// Whether news of its end came within what is claimed.
    private func isHeardWithin(_ claim: StopWords, _ ask: AskRecord, _ entry: EntryScene, _ telling: Telling) -> Bool {
        let heard = ask.covered.compactMap { entry.trails[$0.id]?.endHeardAt }
        return heard.count == ask.covered.count
            && heard.allSatisfy { $0 - ask.sentAt < claim.span + claim.grain }
    }

    private func ineffective(_ telling: Telling, _ entry: EntryScene, _ turn: Turn, _ scene: Scene) -> [String] {
        guard let rule = telling[.rule].flatMap({ scene.setup.rule($0) }), let id = telling.uuid else { return [] }
        switch telling[.reason] {
        case "not-honoured":
            let asks = Self.asks(covering: telling, scene)
            guard let ask = asks.last else { return ["not honoured, and nothing was asked"] }
            guard ask.fate != nil || ask.life != scene.life else { return ["not honoured, and no answer has come"] }
            let isRefused =
                if case .answered(let status)? = ask.fate { status >= 400 && status != 429 && status < 500 } else {
                    false
                }
            if !isRefused, let fateAt = ask.fateAt, turn.at - fateAt < rule.verifyWithin {
                return ["not honoured after \((turn.at - fateAt).inSeconds) of \(rule.verifyWithin.inSeconds)"]
            }
        case "would-stop-spared":
            guard let poll = entry.poll else { return ["spared, and no list was seen"] }
            return self.isSpared(id, rule, poll, entry, scene)
                ? [] : ["the rule gives up for ever, and the last list shows nothing that is spared"]
        case "no-remedy":
            guard let row = entry.trails[id]?.row else { return [] }
            let wasAsked = Self.asks(covering: telling, scene).contains { $0.fate != nil }
            if !wasAsked, !self.ways(for: row, rule).isEmpty {
                return ["no remedy, and \(self.ways(for: row, rule)) applies"]
            }
        default: break
        }
        return []
    }

    /// Whether a section or task step on a row would end something that the rule must spare.
    private func isSpared(
        _ id: ActivityID, _ rule: RuleDraft, _ poll: SeenPoll, _ entry: EntryScene, _ scene: Scene
    ) -> Bool {
        guard let row = poll.rows[id] ?? entry.trails[id]?.row else { return false }
        let reader = RuleReader(entry: entry, setup: scene.setup, wallSecond: scene.wallSecond)
        // What is open was there when it was last heard of, and a list with a hole does not show that it is gone.
        let open = scene.roll.open(at: entry.name).keys.compactMap { entry.trails[$0]?.row }
        let rows =
            poll.list.activities + open + entry.news.compactMap { $0.news.change == .ended ? nil : $0.news.activity }
        let others = rows.filter { other in
            other.type == row.type && other.sectionID == row.sectionID
                || (row.type.butlerTask != nil && other.type.butlerTask == row.type.butlerTask)
        }
        return others.contains { reader.isAbout($0, rule) == false }
            || (rule.choice != .all && others.count > 1)
    }

    /// The ways that apply to a row.
    private func ways(for row: Activity, _ rule: RuleDraft) -> [Way] {
        (rule.ways ?? Way.allCases).filter { way in
            switch way {
            case .cancel: row.isCancellable == true
            case .section: row.type == .libraryUpdateSection && row.sectionID != nil
            case .task: row.type.butlerTask != nil
            }
        }
    }
}

/// What a message claims: `ended within 2 min 5 s of our request`.
struct StopWords {
    /// The span.
    var span: Milliseconds
    /// What the smallest unit leaves out at most.
    var grain: Milliseconds

    /// The claim of a message, if it has one.
    init?(_ message: String) {
        guard let start = message.position(after: "within "),
            let end = message[start...].position(after: " of our request")
        else {
            return nil
        }
        let words = message[start..<message.index(end, offsetBy: -" of our request".count)].split(separator: " ")
        guard words.count.isMultiple(of: 2), !words.isEmpty else { return nil }
        let units: [Substring: Milliseconds] = ["d": 86_400_000, "h": 3_600_000, "min": 60_000, "s": 1_000]
        var span = 0
        for index in stride(from: 0, to: words.count, by: 2) {
            guard let number = Int(words[index]), let unit = units[words[index + 1]] else { return nil }
            span += number * unit
        }
        self.span = span
        self.grain = words.contains("d") ? 3_600_000 : words.contains("h") ? 60_000 : 1_000
    }
}

extension StringProtocol {
    /// Where the text after some words begins.
    func position(after words: String) -> Index? {
        var index = self.startIndex
        while index < self.endIndex {
            if self[index...].hasPrefix(words) { return self.index(index, offsetBy: words.count) }
            index = self.index(after: index)
        }
        return nil
    }
}
