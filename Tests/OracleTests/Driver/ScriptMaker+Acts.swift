// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What goes wrong, and what people do.
extension ScriptMaker {
    /// A moment of the disturbed part, not too near its end.
    private mutating func moment() -> Moment { Moment(self.chance.below(self.stormy * 9 / 10)) }

    /// A span that ends before the calm.
    private func ended(_ span: Milliseconds, from at: Moment) -> Milliseconds {
        max(1, min(span, self.stormy - at.milliseconds - 1))
    }

    /// What disturbs the observations.
    mutating func disturbances(of setup: Setup, addresses: [String: Int], machines: Int) -> [Act] {
        var acts: [Act] = []
        for _ in 0..<self.chance.one([0, 1, 2, 3, 4, 6]) {
            let at = self.moment()
            let entry = self.chance.one(setup.entries).name
            let span = self.chance.one([
                self.interval, self.interval * 2, self.interval * 5, self.interval * 10, self.threshold,
            ])
            acts.append(
                Act(at: at, deed: .disturb(entry: entry, self.disturbance(), for: self.ended(span, from: at))))
        }
        // How requests fare is decided for long, as nobody knows when they are sent.
        if self.chance.percent(40) {
            let at = self.chance.percent(50) ? Moment.begin : self.moment()
            let span = self.ended(self.stormy / self.chance.among(1...4), from: at)
            acts.append(
                Act(
                    at: at,
                    deed: .disturb(entry: self.chance.one(setup.entries).name, .requests(self.course()), for: span)
                ))
        }
        for _ in 0..<self.chance.one([0, 0, 1, 2]) {
            acts.append(Act(at: self.moment(), deed: .echo(machine: self.chance.below(machines))))
        }
        for _ in 0..<self.chance.one([0, 0, 0, 1, 2]) {
            let at = self.moment()
            let span = self.ended(self.chance.one([0, self.interval, self.interval * 3]), from: at)
            acts.append(Act(at: at, deed: .restart(machine: self.chance.below(machines), downFor: span)))
        }
        if machines > 1, self.chance.percent(40) {
            let entry = self.chance.one(setup.entries).name
            acts.append(Act(at: self.moment(), deed: .replace(entry: entry, machine: self.chance.below(machines))))
        }
        return acts
    }

    private mutating func disturbance() -> Disturbance {
        switch self.chance.below(19) {
        case 0: .outage(isRefused: self.chance.percent(30))
        case 1: .everySecondPollFails
        case 2: .slow(self.chance.among(100...9_000))
        case 3, 4: .hole(place: self.chance.below(4))
        case 5, 6: .flicker(place: self.chance.below(4))
        case 7: .contradiction(place: self.chance.below(4))
        case 8: .repetition
        case 9: .wrongSize
        case 10: .deaf
        case 11: .cut
        case 12: .late(onTheWay: self.chance.one([0, 300, 3_000]), waiting: self.chance.one([0, 300, 12_000]))
        case 13: .noSessions
        case 14: .noIdentity
        case 15, 16: .ambush
        case 17: .everyThirdSessionFails
        default: .outage(isRefused: false)
        }
    }

    private mutating func course() -> RequestCourse {
        switch self.chance.below(10) {
        case 0: .answerLost
        case 1: .lost
        case 2, 3: .notSent
        case 4: .refused(self.chance.one([401, 403]))
        case 5: .refused(self.chance.one([404, 400, 405]))
        case 6: .refused(self.chance.one([429, 500, 503]))
        default: .slow(self.chance.among(100...20_000))
        }
    }

    /// What people and the machine of the service do.
    mutating func decisions(of setup: Setup, machines: Int) -> [Act] {
        var acts: [Act] = []
        for _ in 0..<self.chance.one([0, 1, 2, 3]) {
            let players = (0..<self.chance.among(0...2)).map { index in
                Player(
                    key: "\(index)", state: self.chance.one([.playing, .playing, .buffering, .paused, .unknown]),
                    isTranscoding: self.chance.percent(50), hasPlayhead: self.chance.percent(70),
                    goneSince: self.chance.percent(30) ? .begin : nil, isStopTold: self.chance.percent(50))
            }
            acts.append(Act(at: self.moment(), deed: .play(machine: self.chance.below(machines), players)))
        }
        if self.chance.percent(15) {
            let at = self.moment()
            acts.append(Act(at: at, deed: .pause(for: self.ended(self.interval * self.chance.among(1...8), from: at))))
        }
        if self.chance.percent(10) {
            acts.append(Act(at: self.moment(), deed: .token(entry: self.chance.one(setup.entries).name)))
        }
        for _ in 0..<self.chance.one([0, 0, 1, 1, 2]) {
            let at = self.moment()
            let span = self.ended(self.chance.one([500, 3_000, 3_000, 20_000, 50_000, 120_000]), from: at)
            acts.append(Act(at: at, deed: .crash(downFor: span, isReboot: self.chance.percent(20))))
        }
        var current = setup
        let times = (0..<self.chance.one([0, 0, 0, 1, 2])).map { _ in self.moment() }.sorted()
        for at in times {
            current = self.changed(current)
            acts.append(Act(at: at, deed: .reload(current)))
        }
        return acts
    }

    /// A configuration that differs in one thing, or in nothing.
    private mutating func changed(_ setup: Setup) -> Setup {
        var setup = setup
        setup.generation += 1
        guard let index = setup.rules.indices.randomElement(using: &self.chance) else { return setup }
        switch self.chance.below(8) {
        case 0: break
        case 1: setup.rules[index].mode = setup.rules[index].mode == .enforce ? .observe : .enforce
        case 2: setup.rules[index].hold += self.interval
        case 3: setup.rules[index].verifyWithin += 1_000
        case 4: setup.rules[index].name += "-new"
        case 5, 6:
            // The same server under another name.
            let entry = self.chance.below(setup.entries.count)
            setup.entries[entry].name += "-too"
        default: setup.rules.remove(at: index)
        }
        setup.rules = setup.rules.map(\.resolved)
        if setup.rules.isEmpty {
            setup.rules = [RuleDraft(name: "left", mode: .notify, match: Filter(), needs: self.left)]
        }
        return setup
    }

    private var left: [Need] { [.runningFor(self.threshold)] }
}

extension Chance: RandomNumberGenerator {}
