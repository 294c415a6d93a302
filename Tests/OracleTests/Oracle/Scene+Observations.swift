// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Scene {
    /// Takes the answer to a poll.
    func poll(_ entry: String, sentAt: Moment, _ answer: PollAnswer, by epoch: Epoch, at now: Moment) {
        guard let scene = self.entries[entry] else { return }
        let sessions = scene.sessions ?? nil
        scene.sessions = nil
        scene.isStale = scene.lastSentAt.map { sentAt < $0 } ?? false
        scene.lastSentAt = max(scene.lastSentAt ?? sentAt, sentAt)
        guard !scene.isStale else { return }
        switch answer {
        case .failure:
            scene.failedSince = scene.failedSince ?? sentAt
            scene.doubtedAt = now
            scene.lastFailedAt = max(scene.lastFailedAt ?? sentAt, sentAt)
            scene.interrupt(at: sentAt)
            if let poll = scene.poll {
                scene.poll = SeenPoll(
                    sentAt: poll.sentAt, handledAt: poll.handledAt, list: poll.list, rows: poll.rows, by: poll.by,
                    previous: nil, sessions: nil)
                scene.lastGood = nil
            }
        case .list(let list):
            let list = scene.named(list)
            let seen = SeenPoll(
                sentAt: sentAt, handledAt: now, list: list,
                rows: Dictionary(list.activities.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }),
                by: epoch, previous: scene.lastGood, sessions: sessions)
            scene.take(seen)
            self.verdicts.judge(scene, self)
        }
    }

    /// Takes news.
    func hear(_ entry: String, _ news: ActivityNotification, receivedAt: Moment, at now: Moment) {
        guard let scene = self.entries[entry] else { return }
        scene.news.append(SeenNews(receivedAt: receivedAt, handledAt: now, news: news))
        let limit = scene.maybeEvidence
        if scene.trails[news.id] == nil {
            guard let row = news.activity else { return }
            scene.trails[news.id] = Trail(row: row, at: receivedAt, look: scene.completeLooks)
        }
        scene.trails[news.id]?.age.observe(at: receivedAt, limit: limit)
        let lastSign = scene.trails[news.id]?.lastSign ?? receivedAt
        scene.trails[news.id]?.lastSign = max(lastSign, receivedAt)
        if news.change == .ended { scene.trails[news.id]?.endHeardAt = receivedAt }
        if let row = news.activity, let trail = scene.trails[news.id] {
            scene.kinds[Kindred(row)]?.age.observe(at: receivedAt, limit: limit)
            if news.change != .started || trail.firstSign == receivedAt {
                scene.kinds[Kindred(row)]?.hear(news.id, Values(row), at: receivedAt)
                if !Values(row).mayEqual(Values(trail.row)) || Values(row).progress != Values(trail.row).progress {
                    scene.trails[news.id]?.leastStall.clear()
                }
                scene.trails[news.id]?.row = row
                scene.trails[news.id]?.look(
                    Trail.Sight(at: receivedAt, handledAt: now, values: Values(row), isPoll: false),
                    pollsAround: scene.recentPolls)
            }
        }
    }
}

extension EntryScene {
    /// A list in which scans have the section that they have named before: a scan does not change it.
    func named(_ list: ActivitySnapshot) -> ActivitySnapshot {
        guard list.activities.contains(where: { $0.type.carriesSection && $0.context == nil }) else { return list }
        var list = list
        for index in list.activities.indices where list.activities[index].context == nil {
            list.activities[index].context = self.trails[list.activities[index].id]?.row.context
        }
        return list
    }

    /// Takes a list.
    func take(_ poll: SeenPoll) {
        self.recentPolls.append((poll.sentAt, poll.handledAt))
        if self.recentPolls.count > 32 { self.recentPolls.removeFirst(16) }
        self.news.removeAll { $0.receivedAt < poll.sentAt }
        let (most, least) = (self.maybeEvidence, self.surelyEvidence)
        for (id, row) in poll.rows { self.show(id, row, poll, most: most, least: least) }
        for id in poll.list.contradictory {
            self.trails[id]?.age.observe(at: poll.sentAt, limit: most)
            if self.trails[id]?.leastAge.isRunning == true {
                self.trails[id]?.leastAge.observe(at: poll.sentAt, after: poll.previous, limit: least)
            }
            self.trails[id]?.leastStall.clear()
            self.trails[id]?.lastSign = poll.sentAt
        }
        if poll.list.isComplete {
            let shown = Set(poll.rows.keys)
            for (id, trail) in self.trails where !shown.contains(id) && trail.lastSign < poll.sentAt {
                if trail.goneAt == nil { self.trails[id]?.goneAt = poll.handledAt }
                self.trails[id]?.age.interrupt(at: poll.sentAt)
                self.trails[id]?.leastAge.clear()
                self.trails[id]?.leastStall.clear()
            }
        }
        self.takeKinds(of: poll, most: most, least: least)
        self.lastComplete = self.poll.map { $0.list.isComplete ? $0.sentAt : self.lastComplete ?? .begin }
        self.poll = poll
        self.lastGood = poll.sentAt
    }

    private func show(
        _ id: ActivityID, _ row: Activity, _ poll: SeenPoll, most: Milliseconds, least: Milliseconds
    ) {
        var trail = self.trails.removeValue(forKey: id) ?? Trail(row: row, at: poll.sentAt, look: self.completeLooks)
        let before = Values(trail.row)
        let values = Values(row)
        trail.age.observe(at: poll.sentAt, limit: most)
        // A poll that news have overtaken adds nothing for sure.
        let isOvertaken = trail.lastSign > poll.sentAt
        if !isOvertaken { trail.leastAge.observe(at: poll.sentAt, after: poll.previous, limit: least) }
        let hasOtherNews = self.news.contains {
            $0.news.id == id && $0.news.activity.map { Values($0) != values } ?? false
        }
        if values == before, values.progress != nil, !hasOtherNews, !isOvertaken {
            trail.leastStall.observe(at: poll.sentAt, after: poll.previous, limit: least)
        } else if isOvertaken || hasOtherNews {
            trail.leastStall.clear()
        } else {
            trail.leastStall.clear(at: poll.sentAt)
        }
        trail.row = row
        trail.goneAt = nil
        trail.lastSign = max(trail.lastSign, poll.sentAt)
        trail.look(
            Trail.Sight(at: poll.sentAt, handledAt: poll.handledAt, values: values, isPoll: true),
            pollsAround: self.recentPolls)
        self.trails[id] = trail
    }

    /// Takes the end of an epoch: what is there already was there at the first look of the next one.
    func restartLooks() {
        for id in self.trails.keys { self.trails[id]?.firstLook = 0 }
    }

    /// Keeps what a crash goes on from.
    func saveTrails() {
        for id in self.trails.keys {
            guard let trail = self.trails[id] else { continue }
            self.trails[id]?.saved = (trail.leastAge.total, trail.leastStall.total)
        }
    }

    /// Takes a failed poll: no span across it counts.
    func interrupt(at moment: Moment) {
        self.interruptedAt = moment
        for id in self.trails.keys { self.trails[id]?.age.interrupt(at: moment) }
        for kind in self.kinds.keys { self.kinds[kind]?.interrupt(at: moment) }
    }

    /// Takes another installation: nothing of the old one counts.
    func forget() {
        self.trails = [:]
        self.kinds = [:]
        self.poll = nil
        self.lastGood = nil
        self.news = []
        self.sectionNames = [:]
        self.failedSince = nil
        self.completeLooks = 0
        self.hasLooked = false
    }

    /// Takes a restart of the service.
    func restartService(at now: Moment, isReboot: Bool) {
        // What is observed in the same millisecond comes after it.
        self.interrupt(at: now + -1)
        for id in self.trails.keys {
            guard let saved = self.trails[id]?.saved else { continue }
            self.trails[id]?.leastAge.restore(saved.age)
            self.trails[id]?.leastStall.restore(saved.stall)
        }
        self.restoreKinds(isReboot: isReboot)
        self.poll = nil
        self.lastGood = nil
        self.lastSentAt = nil
        self.news = []
        self.recentPolls = []
        self.sectionNames = [:]
        self.sessions = nil
        self.players = [:]
        self.identityAt = nil
        self.isMachineRemembered = self.machine != nil
        self.failedSince = nil
        self.streamOpenSince = nil
        self.looksSinceStart = 0
        self.startedAt = now
        self.intervals = (0, 0)
    }
}
