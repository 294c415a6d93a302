// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension TranscriptStage {
    /// Takes a line without a time: the setting of the story.
    mutating func set(_ line: inout TranscriptLine) throws {
        let word = try line.takeWord("what the line is about")
        switch word {
        case "server":
            let name = try line.takeWord("the server's name")
            guard try line.takeWord("the word \"every\"") == "every" else { throw line.error("every is missing") }
            let interval = try line.takeWord("the interval")
            self.addServer(name, interval: try TranscriptLine.duration(interval, number: line.number))
        case "until":
            self.end = try TranscriptLine.duration(try line.takeWord("the end"), number: line.number)
        default:
            try self.change(word, &line)
        }
        try line.finish()
    }

    /// Takes a line with a time: what happens then.
    mutating func perform(_ line: inout TranscriptLine) throws {
        let word = try line.takeWord("what happens")
        if try !self.performInWorld(word, &line) {
            switch word {
            case "reload": try self.open(line: line.number)
            case "pause", "resume":
                self.isPaused = word == "pause"
                self.telling.note(word, "", at: self.now)
                self.handle(.pause(self.isPaused))
            case "token":
                for server in self.settings.servers { self.handle(.tokenChanged(server: server.name)) }
            case "sleep":
                let length = try TranscriptLine.duration(try line.takeWord("how long"), number: line.number)
                self.sleepsUntil = self.now + length
                self.telling.note("machine", "sleeps for \(length.text)", at: self.now)
            case "daemon":
                let how = try line.takeWord("how it ends")
                guard ["stop", "crash", "reboot"].contains(how) else { throw line.error("daemon \(how)") }
                try self.stopDaemon(
                    for: try line.takeDuration("down") ?? .seconds(5), isCrash: how == "crash",
                    isSameBoot: how != "reboot")
            default: try self.change(word, &line)
            }
        }
        try line.finish()
    }

    /// Takes a line that may stand with a time or without.
    private mutating func change(_ word: String, _ line: inout TranscriptLine) throws {
        switch word {
        case "rule":
            let name = try line.takeWord("the rule's name")
            self.settings.add(
                TranscriptSettings.RuleText(name: name, file: "\(name).toml", values: line.takeAll()))
        case "drop-rule":
            let name = try line.takeWord("the rule's name")
            self.settings.rules.removeAll { $0.name == name }
        case "rules":
            try ExampleFile.add(try line.takeWord("the file"), to: &self.settings, line: line.number)
        case "window":
            let name = try line.takeWord("the window's name")
            try self.settings.addWindow(name, line.takeAll(), line: line.number)
        case "safety":
            for (key, values) in line.takeAll() { self.settings.safety[key] = values }
        case "journal":
            if let interval = try line.takeDuration("progress-interval") {
                self.settings.journal.progressInterval = interval
            }
            if let titles = line.take("titles") { self.settings.journal.showsTitles = titles == "true" }
        case "clock":
            let day = try line.takeWord("the day of the week")
            let minute = try TranscriptSettings.minute(try line.takeWord("the time"), line.number)
            guard let index = Weekday.allCases.firstIndex(where: { $0.rawValue == day }) else {
                throw line.error("\"\(day)\" is no day of the week")
            }
            self.wallClock = (index * 86_400 + minute * 60, line.time ?? .zero)
        case "on":
            self.receptions.append(try Self.reception(&line))
        default:
            throw line.error("\"\(word)\" has no meaning")
        }
    }

    /// How requests are taken: `on stop-section-refresh 200 after=1s ends=never times=1`.
    private static func reception(_ line: inout TranscriptLine) throws -> Reception {
        let kind = try line.takeWord("the kind of requests")
        guard kind == "*" || RemedyKind(rawValue: kind) != nil else { throw line.error("\(kind) is no remedy") }
        let answer = try line.takeWord("the answer")
        var reception = Reception(kind: kind, outcome: .noAnswer, delay: Self.latency, effect: nil)
        switch (answer, Int(answer)) {
        case ("none", _): reception.delay = .seconds(10)
        case ("not-sent", _): reception.outcome = .notSent(reason: "the state could not be written")
        case (_, let status?):
            reception.outcome = .answered(status: status)
            if (200..<300).contains(status) { reception.effect = .seconds(3) }
        default: throw line.error("\(answer) is no answer")
        }
        if let delay = try line.takeDuration("after") { reception.delay = delay }
        if let effect = line.take("ends") {
            reception.effect =
                effect == "never" ? nil : try TranscriptLine.duration(effect, number: line.number)
        }
        reception.remaining = try line.takeNumber("times")
        return reception
    }
}

extension TranscriptStage {
    /// Takes a line about what a server does.
    ///
    /// - Returns: whether it was one.
    private mutating func performInWorld(_ word: String, _ line: inout TranscriptLine) throws -> Bool {
        switch word {
        case "start", "series", "change", "end", "playing", "fails", "answers", "restarts", "skips-rows", "is",
            "hides-identity", "maintenance", "sections", "stream", "tells", "takes":
            break
        default:
            return false
        }
        let server = line.take("at") ?? self.settings.servers.first?.name ?? "home"
        guard var world = self.worlds[server] else { throw line.error("there is no server \(server)") }
        defer { self.worlds[server] = world }
        switch word {
        case "start":
            let id = try line.takeWord("its uuid")
            try self.start(id, in: &world, on: server, at: self.now, &line)
        case "series":
            try self.startSeries(in: &world, on: server, &line)
        case "change":
            let id = try line.takeWord("its uuid")
            guard let index = world.index(of: id) else { throw line.error("\(id) is not there") }
            try world.work[index].change(at: self.now, &line)
        case "end":
            let id = try line.takeWord("its uuid")
            guard let index = world.index(of: id) else { throw line.error("\(id) is not there") }
            world.end([world.work[index].activity.id], at: self.now)
        case "playing":
            world.sessions = try Self.sessions(&line)
        case "takes":
            let delay = try line.takeWord("how long an answer takes")
            world.answerDelay = try TranscriptLine.duration(delay, number: line.number)
        case "stream":
            world.hasStream = true
            self.worlds[server] = world
            try self.changeStream(of: server, &line)
        case "tells":
            let notification = try Self.notification(in: world, at: self.now, &line)
            let copies = try line.takeNumber("times") ?? 1
            let time = self.now + (try line.takeDuration("late") ?? .zero)
            for _ in 0..<copies { self.plan(.notification(server: server, notification), at: time) }
        case "fails":
            let kind = try line.takeWord("how")
            guard let failure = PollFailure.Kind(rawValue: kind) else { throw line.error("\(kind) is no failure") }
            world.failure = PollFailure(
                kind: failure, status: try line.takeNumber("status"), explanation: line.take("as") ?? "no answer")
        case "answers":
            world.failure = nil
        case "restarts":
            world.work = []
            world.failure = PollFailure(kind: .unreachable, explanation: "connection refused")
            self.plan(.back(server: server), at: self.now + (try line.takeDuration("down") ?? .seconds(30)))
        case "skips-rows":
            world.skippedRows = try Int(line.takeWord("how many rows")) ?? 0
        case "hides-identity":
            world.hidesIdentity = try line.takeWord("yes or no") == "yes"
        case "maintenance":
            let hours = try line.takeWord("hours such as 2-5, or ?").split(separator: "-").compactMap { Int($0) }
            world.maintenance = hours.count == 2 ? MaintenanceHours(start: hours[0], end: hours[1]) : nil
        case "is":
            world.machine = try line.takeWord("the machine identifier")
        default:
            world.sections = line.takeAll().map { LibrarySection(id: SectionID($0.key), title: $0.values.joined()) }
        }
        return true
    }

    /// Takes what becomes of a stream: `stream open`, `stream closed as="it ended"`, `stream unwanted`, `stream unclear`.
    private mutating func changeStream(of server: String, _ line: inout TranscriptLine) throws {
        let word = try line.takeWord("what becomes of the stream")
        let state: StreamState? =
            switch word {
            case "open": .open
            case "closed": .closed(PollFailure(kind: .unreachable, explanation: line.take("as") ?? "it ended"))
            case "unwanted": .unwanted
            case "unclear": .unclear
            default: nil
            }
        guard let state else { throw line.error("a stream is not \(word)") }
        self.telling.note("stream", word, at: self.now)
        self.handle(.stream(server: server, state))
        if state == .open { self.pollNow(server) }
    }

    /// Takes what a server tells of an activity, with the values of now: `tells ended scan late=2s times=2 values=no`.
    private static func notification(
        in world: TranscriptWorld, at time: Duration, _ line: inout TranscriptLine
    ) throws -> ActivityNotification {
        let word = try line.takeWord("what is told")
        let id = try line.takeWord("its uuid")
        guard let change = ActivityNotification.Change(rawValue: word) else { throw line.error("nobody tells \(word)") }
        let row = world.index(of: id).map { world.work[$0].activity(at: time) } ?? world.past[ActivityID(id)]
        guard let row else { throw line.error("\(id) has never been there") }
        let hasValues = line.take("values") != "no"
        return ActivityNotification(id: row.id, change: change, activity: hasValues ? row : nil)
    }

    private mutating func start(
        _ id: String, in world: inout TranscriptWorld, on server: String, at time: Duration,
        _ line: inout TranscriptLine
    ) throws {
        let type = try line.takeWord("its type")
        let length = try line.takeDuration("for")
        world.work.append(try TranscriptWorld.Work(id: id, type: type, at: time, &line))
        if let length { self.plan(.end(server: server, [ActivityID(id)]), at: time + length) }
    }

    /// One short activity after the other, as Plex runs much analysis:
    /// `series credits media.generate.credits count=24 each=15m pause=0s subtitle="Item"`; uuid and subtitle get a number.
    private mutating func startSeries(
        in world: inout TranscriptWorld, on server: String, _ line: inout TranscriptLine
    ) throws {
        let id = try line.takeWord("its uuid")
        let type = try line.takeWord("its type")
        let count = try line.takeNumber("count") ?? 1
        let each = try line.takeDuration("each") ?? .minutes(1)
        let pause = try line.takeDuration("pause") ?? .zero
        let pattern = line
        for number in 1...max(1, count) {
            var copy = pattern
            let subtitle = copy.take("subtitle").map { " subtitle=\"\($0) \(number)\"" } ?? ""
            let others = copy.takeAll().map { " \($0.key)=\"\($0.values.joined(separator: ","))\"" }.joined()
            let start = self.now + (each + pause) * (number - 1)
            let text = "start \(id)-\(number) \(type) for=\(each.text) at=\(server)\(subtitle)\(others)"
            var item = try TranscriptLine(text[...], number: line.number)
            if number == 1 {
                _ = try item.takeWord("start")
                _ = try item.takeWord("uuid")
                _ = item.take("at")
                try self.start("\(id)-1", in: &world, on: server, at: start, &item)
            } else {
                self.plan(.line(item), at: start)
            }
        }
        _ = line.takeAll()
    }

    /// Who plays: `playing 2 transcoding=1 paused=1`, or `playing ?` for sessions that cannot be read.
    private static func sessions(_ line: inout TranscriptLine) throws -> [PlaybackSession]? {
        let text = try line.takeWord("how many sessions")
        let transcoding = try line.takeNumber("transcoding") ?? 0
        let paused = try line.takeNumber("paused") ?? 0
        guard text != "?" else { return nil }
        guard let count = Int(text) else { throw line.error("\(text) is no number of sessions") }
        let playing = (0..<count).map { index in
            PlaybackSession(key: "p\(index)", state: .playing, isTranscoding: index < transcoding)
        }
        let resting = (0..<paused).map { PlaybackSession(key: "r\($0)", state: .paused, isTranscoding: false) }
        return playing + resting
    }
}
