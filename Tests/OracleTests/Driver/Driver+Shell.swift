// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What the service does between the world and the core.
extension Driver {
    /// Starts the service with the configuration that is in force.
    mutating func startService() {
        self.life += 1
        self.shells = [:]
        self.give(.configure(self.setup))
        if self.isPaused { self.give(.pause(true)) }
        for entry in self.setup.entries { self.watch(entry) }
    }

    /// Begins to watch an entry.
    private mutating func watch(_ entry: Setup.Entry) {
        var shell = Shell()
        shell.wantsStream = entry.hasStream
        self.shells[entry.name] = shell
        if entry.hasStream { self.openStream(of: entry.name) } else { self.give(.stream(entry.name, .unwanted)) }
        self.schedule(entry.name, at: self.now + self.chance.among(0...50))
    }

    /// Puts another configuration in force.
    mutating func reload(_ setup: Setup) {
        self.setup = setup
        guard self.isRunning else { return }
        self.give(.configure(setup))
        let names = Set(setup.entries.map(\.name))
        self.shells = self.shells.filter { names.contains($0.key) }
        for entry in setup.entries where self.shells[entry.name] == nil { self.watch(entry) }
    }

    /// Kills the service; it comes back with what it last saved.
    mutating func crash(downFor span: Milliseconds, isReboot: Bool) {
        self.life += 1
        self.isRunning = false
        self.agenda.note(.restartService(isReboot: isReboot), at: self.now + span)
    }

    // MARK: - Polls

    private mutating func schedule(_ entry: String, at moment: Moment) {
        self.shells[entry]?.round += 1
        guard let shell = self.shells[entry] else { return }
        self.agenda.note(.round(entry: entry, number: shell.round, life: self.life), at: max(moment, self.now))
    }

    /// Polls an entry now, or as soon as the poll on its way is over.
    mutating func pollAtOnce(_ entry: String) {
        guard let shell = self.shells[entry] else { return }
        guard !shell.isPolling else {
            self.shells[entry]?.pollAgain = true
            return
        }
        self.shells[entry]?.haveSections = false
        self.shells[entry]?.isUrgent = true
        self.schedule(entry, at: self.now + 1)
    }

    /// Reads what is to be read before a poll, and sends the poll.
    mutating func beginRound(_ entry: String) {
        guard let shell = self.shells[entry], !shell.isPolling else { return }
        self.shells[entry]?.isPolling = true
        let isDown = self.isDown(entry)
        if !shell.isConfirmed { _ = self.readIdentity(of: entry) }
        if !shell.haveSections, !isDown {
            self.shells[entry]?.haveSections = true
            self.give(.sections(entry, self.script.sections))
        }
        if self.session.core.needsSessions(of: entry) {
            let sessions = self.addresses[entry].map { index in
                self.machines[index].players.map { $0.session(at: self.now) }
            }
            let isThird = self.isDisturbed(entry, .everyThirdSessionFails) && shell.pollCount.isMultiple(of: 3)
            self.give(.sessions(entry, isDown || isThird || self.isDisturbed(entry, .noSessions) ? nil : sessions))
        }
        let sentAt = self.now
        if shell.isUrgent, self.isDisturbed(entry, .ambush) { self.ambush(entry) }
        self.shells[entry]?.isUrgent = false
        let late = self.disturbances[entry]?.compactMap { disturbance -> Milliseconds? in
            guard case .slow(let span) = disturbance else { return nil }
            return span
        }
        let way = self.chance.among(1...40) + (late?.max() ?? 0)
        self.agenda.note(.look(entry: entry, sentAt: sentAt, life: self.life), at: self.now + way)
    }

    /// Reads who answers at an entry's address.
    ///
    /// - Returns: whether anybody said so.
    private mutating func readIdentity(of entry: String) -> Bool {
        guard !self.isDown(entry), !self.isDisturbed(entry, .noIdentity),
            let machine = self.addresses[entry].map({ self.machines[$0].identifier })
        else {
            self.shells[entry]?.isConfirmed = false
            return false
        }
        self.shells[entry]?.isConfirmed = true
        self.shells[entry]?.machine = machine
        self.give(.identity(entry, machine: machine))
        return true
    }

    /// Makes sure that a list without any activity of the list before is an answer of the same server.
    ///
    /// - Returns: what the core gets instead of the list; nil for nothing, as another server answers.
    private mutating func verified(_ entry: String, _ stimulus: Stimulus) -> Stimulus? {
        guard case .poll(_, let sentAt, .list(let list), let epoch) = stimulus, let shell = self.shells[entry] else {
            return stimulus
        }
        let uuids = Set(list.activities.map(\.id)).union(list.contradictory)
        defer { self.shells[entry]?.lastList = uuids }
        guard let last = shell.lastList, !last.isEmpty, last.isDisjoint(with: uuids), let known = shell.machine else {
            return stimulus
        }
        guard self.readIdentity(of: entry) else {
            return .poll(entry, sentAt: sentAt, .failure(isRefused: false), by: epoch)
        }
        return self.shells[entry]?.machine == known ? stimulus : nil
    }

    /// Changes rows before a poll on its way arrives, and lets news of how they were be received meanwhile.
    private mutating func ambush(_ entry: String) {
        guard let machine = self.addresses[entry], self.shells[entry]?.isStreamOpen == true else { return }
        let epoch = self.machines[machine].epoch
        for row in self.machines[machine].rows where row.type != .butler && self.chance.percent(50) {
            self.machines[machine].amend(row.id, title: self.chance.percent(50) ? "Keep me" : nil)
            let news = ActivityNotification(id: row.id, change: .updated, activity: row)
            let handledAt = max(self.now + 1, self.shells[entry]?.lastHandled ?? .begin)
            self.shells[entry]?.lastHandled = handledAt
            self.agenda.note(
                .input(.news(entry, receivedAt: self.now + 1, news, from: epoch), life: self.life), at: handledAt)
        }
    }

    /// The poll arrives at the server, which answers.
    mutating func look(_ entry: String, sentAt: Moment) {
        guard let machine = self.addresses[entry] else { return }
        self.shells[entry]?.pollCount += 1
        let epoch = self.machines[machine].epoch
        var delay = self.chance.among(1...40)
        if case .slow(let span)? = self.disturbances[entry]?.first(where: { if case .slow = $0 { true } else { false } }
        ) {
            delay += self.chance.below(span)
        }
        let answer: PollAnswer
        if self.isDown(entry) {
            answer = .failure(isRefused: self.isDisturbed(entry, .outage(isRefused: true)))
            if self.chance.percent(30) { delay += self.chance.among(100...9_000) }
        } else {
            answer = .list(self.list(of: machine, for: entry))
        }
        self.agenda.note(
            .pollAnswered(entry: entry, .poll(entry, sentAt: sentAt, answer, by: epoch), life: self.life),
            at: self.now + delay)
    }

    /// Gives the core the answer to a poll, and plans the next one.
    mutating func finishPoll(_ entry: String, _ stimulus: Stimulus) {
        guard self.shells[entry] != nil, case .poll(_, let sentAt, let answer, _) = stimulus else { return }
        self.shells[entry]?.isPolling = false
        if case .failure = answer { self.shells[entry]?.isConfirmed = false }
        if self.setup.looksAtWallClock {
            self.give(.wallClock(second: (self.script.secondOfDay + self.now.milliseconds / 1_000) % 86_400))
        }
        if let stimulus = self.verified(entry, stimulus) {
            self.give(stimulus)
        } else {
            // The answer may be of either server: the next poll shows what the new one does.
            self.shells[entry]?.lastList = nil
            self.pollAtOnce(entry)
        }
        guard let shell = self.shells[entry], !shell.isPolling else { return }
        if shell.pollAgain {
            self.shells[entry]?.pollAgain = false
            self.pollAtOnce(entry)
            return
        }
        guard let interval = self.session.core.pollInterval(of: entry) else { return }
        self.schedule(entry, at: sentAt + interval)
    }

    /// Whether polls of an entry fail now.
    private func isDown(_ entry: String) -> Bool {
        guard let machine = self.addresses[entry] else { return true }
        if let until = self.downUntil[machine], self.now < until { return true }
        return self.disturbances[entry]?.contains { disturbance in
            switch disturbance {
            case .outage: true
            case .everySecondPollFails: (self.shells[entry]?.pollCount ?? 0).isMultiple(of: 2)
            default: false
            }
        } ?? false
    }

    private func isDisturbed(_ entry: String, _ disturbance: Disturbance) -> Bool {
        self.disturbances[entry]?.contains(disturbance) ?? false
    }

    /// The list of a machine as an entry gets to see it.
    private func list(of machine: Int, for entry: String) -> ActivitySnapshot {
        let rows = self.machines[machine].rows
        var list = ActivitySnapshot(activities: rows)
        for disturbance in self.disturbances[entry] ?? [] where !list.activities.isEmpty {
            switch disturbance {
            case .hole(let place):
                list.activities.remove(at: place % list.activities.count)
                list.skippedRows += 1
            case .flicker(let place):
                list.activities.remove(at: place % list.activities.count)
                list.rowCount -= 1
            case .contradiction(let place):
                list.contradictory.append(list.activities.remove(at: place % list.activities.count).id)
                list.rowCount += 1
            case .repetition:
                list.duplicateRows += 1
                list.rowCount += 1
            case .wrongSize: list.declaredSize = list.rowCount + 1
            default: break
            }
        }
        return list
    }

    // MARK: - Requests

    /// Sends a request, as its entry's disturbances let it fare.
    mutating func send(_ asked: Asked) {
        var course = RequestCourse.heard
        for disturbance in self.disturbances[asked.entry] ?? [] {
            if case .requests(let disturbed) = disturbance { course = disturbed }
        }
        if course != .notSent, !self.mayBeSent(asked) { course = .notSent }
        self.agenda.note(.arrive(asked, course), at: self.now + self.chance.among(2...40))
    }

    /// Whether the server says, just before a request, that it is the one that the request is meant for.
    private mutating func mayBeSent(_ asked: Asked) -> Bool {
        guard let shell = self.shells[asked.entry], shell.isConfirmed, shell.machine == asked.machine else {
            return false
        }
        let isRead = !self.isDown(asked.entry) && !self.isDisturbed(asked.entry, .noIdentity)
        let machine = self.addresses[asked.entry].map { self.machines[$0].identifier }
        if isRead, machine == asked.machine { return true }
        self.shells[asked.entry]?.isConfirmed = false
        if isRead { self.pollAtOnce(asked.entry) }
        return false
    }

    // MARK: - Streams

    /// Tells of the closing of an entry's stream; it opens again soon, unless something keeps it closed.
    mutating func cutStream(of entry: String) {
        guard let shell = self.shells[entry], shell.isStreamOpen else { return }
        self.shells[entry]?.isStreamOpen = false
        self.give(.stream(entry, .closed))
        guard !self.isDisturbed(entry, .cut) else { return }
        let life = self.life
        self.shells[entry]?.isStreamOpen = true
        self.agenda.note(
            .input(.stream(entry, .open), life: life), at: self.now + self.chance.among(500...5_000))
    }

    /// Opens an entry's stream.
    mutating func openStream(of entry: String) {
        guard let shell = self.shells[entry], shell.wantsStream, !shell.isStreamOpen else { return }
        self.shells[entry]?.isStreamOpen = true
        self.give(.stream(entry, .open))
    }

    /// Sends the news of an activity to all who listen.
    mutating func publish(_ change: ActivityNotification.Change, _ row: Activity, of machine: Int) {
        guard self.isRunning else { return }
        let epoch = self.machines[machine].epoch
        for entry in self.setup.entries where self.addresses[entry.name] == machine {
            guard let shell = self.shells[entry.name], shell.isStreamOpen else { continue }
            if self.isDisturbed(entry.name, .deaf) { continue }
            var way = self.chance.among(0...30)
            var wait = self.chance.percent(20) ? self.chance.among(0...20) : 0
            for case .late(let onTheWay, let waiting) in self.disturbances[entry.name] ?? [] {
                way += self.chance.below(onTheWay + 1)
                wait += self.chance.below(waiting + 1)
            }
            let receivedAt = max(self.now + way, shell.lastNews)
            let handledAt = max(receivedAt + wait, shell.lastHandled)
            self.shells[entry.name]?.lastNews = receivedAt
            self.shells[entry.name]?.lastHandled = handledAt
            let hasValues = change == .ended || !self.chance.percent(5)
            let news = ActivityNotification(id: row.id, change: change, activity: hasValues ? row : nil)
            self.agenda.note(
                .input(.news(entry.name, receivedAt: receivedAt, news, from: epoch), life: self.life),
                at: handledAt)
        }
    }
}
