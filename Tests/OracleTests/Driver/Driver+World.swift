// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What truly happens.
extension Driver {
    /// Makes happen what the script says.
    mutating func perform(_ deed: Act.Deed) {
        switch deed {
        case .begin(let machine, let job): self.begin(job, on: machine, returnsLeft: job.returning?.times ?? 0)
        case .restart(let machine, let span): self.restart(machine, downFor: span)
        case .replace(let entry, let machine):
            for name in [entry, "\(entry)-too", "\(entry)-too-too"] {
                self.addresses[name] = machine
                self.cutStream(of: name)
            }
        case .disturb(let entry, let disturbance, let span):
            self.disturbances[entry, default: []].append(disturbance)
            self.agenda.note(.calm(entry: entry, disturbance), at: self.now + span)
            if disturbance == .cut { self.cutStream(of: entry) }
        case .play(let machine, let players): self.play(players, on: machine)
        case .echo(let machine):
            for row in self.machines[machine].rows { self.publish(.updated, row, of: machine) }
        case .pause(let span):
            self.isPaused = true
            self.give(.pause(true))
            self.agenda.note(.unpause, at: self.now + span)
        case .reload(let setup): self.reload(setup)
        case .crash(let span, let isReboot): self.crash(downFor: span, isReboot: isReboot)
        case .token(let entry): self.give(.token(entry))
        }
    }

    /// Ends a disturbance.
    mutating func calm(_ entry: String, _ disturbance: Disturbance) {
        guard let index = self.disturbances[entry]?.firstIndex(of: disturbance) else { return }
        self.disturbances[entry]?.remove(at: index)
        if disturbance == .cut { self.openStream(of: entry) }
    }

    /// Begins a run of a job.
    mutating func begin(_ job: Job, on machine: Int, returnsLeft: Int) {
        guard self.machines[machine].runs.count < 200 else { return }
        let row = self.machines[machine].begin(job, returnsLeft: returnsLeft, at: self.now)
        self.lives[row.id] = Life(epoch: self.machines[machine].epoch, began: self.now, ended: nil, job: job)
        self.publish(.started, row, of: machine)
        if job.section != nil, job.sectionDelay > 0 {
            self.agenda.note(.nameSection(machine: machine, row.id), at: self.now + job.sectionDelay)
        }
        if let lifetime = job.lifetime {
            self.agenda.note(.end(machine: machine, row.id, returns: true), at: self.now + lifetime)
        }
        switch job.pace {
        case .steady(let every, _), .blinking(_, let every), .talking(let every), .renamed(let every, _):
            self.agenda.note(.change(machine: machine, row.id), at: self.now + every)
        case .stuck, .silent: break
        }
    }

    /// Lets a run change, and change again.
    mutating func change(_ id: ActivityID, on machine: Int) {
        guard let before = self.machines[machine].runs[id]?.row, let row = self.machines[machine].change(id),
            let job = self.machines[machine].runs[id]?.job
        else {
            return
        }
        if row != before { self.publish(.updated, row, of: machine) }
        switch job.pace {
        case .steady(let every, _) where row.progress != .percent(100):
            self.agenda.note(.change(machine: machine, id), at: self.now + every)
        case .blinking(_, let every), .talking(let every):
            self.agenda.note(.change(machine: machine, id), at: self.now + every)
        default: break
        }
    }

    /// Ends a run, and lets its job begin again where it does.
    mutating func end(_ id: ActivityID, on machine: Int, returns: Bool) {
        let boot = self.machines[machine].boots
        guard let run = self.machines[machine].end(id) else { return }
        self.lives[id]?.ended = self.now
        var row = run.row
        if let last = run.job.lastProgress { row.progress = .percent(last) }
        self.publish(.ended, row, of: machine)
        guard let returning = run.job.returning, run.returnsLeft > 0 else { return }
        if returning.delay == 0 {
            self.begin(run.job, on: machine, returnsLeft: run.returnsLeft - 1)
        } else {
            self.agenda.note(
                .beginAgain(machine: machine, run.job, returnsLeft: run.returnsLeft - 1, boot: boot),
                at: self.now + returning.delay)
        }
    }

    /// Lets others play; of those who have gone but are still listed, the stream may tell.
    private mutating func play(_ players: [Player], on machine: Int) {
        self.machines[machine].players = players.map { player in
            var player = player
            if player.goneSince != nil { player.goneSince = self.now }
            return player
        }
        for player in players where player.goneSince != nil && player.isStopTold {
            for entry in self.setup.entries where self.addresses[entry.name] == machine {
                guard self.isRunning, self.shells[entry.name]?.isStreamOpen == true else { continue }
                self.give(
                    .player(entry.name, receivedAt: self.now, PlaybackNotification(key: player.key, state: .stopped)))
            }
        }
    }

    private mutating func restart(_ machine: Int, downFor span: Milliseconds) {
        for id in self.machines[machine].runs.keys { self.lives[id]?.ended = self.now }
        self.machines[machine].restart(at: self.now)
        for run in self.machines[machine].runs.values {
            self.lives[run.row.id] = Life(
                epoch: self.machines[machine].epoch, began: self.now, ended: nil, job: run.job)
        }
        self.downUntil[machine] = self.now + span
        for entry in self.setup.entries where self.addresses[entry.name] == machine {
            self.cutStream(of: entry.name)
        }
    }

    /// A request arrives at the installation that answers at its entry's address.
    mutating func arrive(_ asked: Asked, _ course: RequestCourse) {
        guard let machine = self.addresses[asked.entry] else { return }
        let covered = self.machines[machine].runs.values
            .filter { run in
                switch asked.target {
                case .activity(let id): run.row.id == id && run.row.isCancellable == true
                case .section(let key): run.row.type == .libraryUpdateSection && run.job.section == key
                case .task(let name): run.row.type.butlerTask?.rawValue == name
                }
            }
            .sorted { $0.row.id < $1.row.id }
        var fate = Fate.answered(covered.isEmpty && asked.target.way != .section ? 404 : 200)
        var delay = self.chance.among(2...60)
        var isHeard = true
        switch course {
        case .heard: break
        case .answerLost: fate = .unanswered
        case .lost: (fate, isHeard) = (.unanswered, false)
        case .notSent: (fate, isHeard) = (.notSent, false)
        case .refused(let status): (fate, isHeard) = (.answered(status), false)
        case .slow(let span): delay += span
        }
        if isHeard {
            for run in covered {
                guard case .after(let span) = run.job.obedience else { continue }
                if span == 0 {
                    self.end(run.row.id, on: machine, returns: true)
                } else {
                    self.agenda.note(.end(machine: machine, run.row.id, returns: true), at: self.now + span)
                }
            }
        }
        if fate == .notSent, self.chance.percent(40) { delay += self.chance.among(100...8_000) }
        if fate == .unanswered { self.shells[asked.entry]?.isConfirmed = false }
        if fate == .unanswered { delay += self.chance.among(500...10_000) }
        self.agenda.note(.input(.fate(asked, fate), life: self.life), at: self.now + delay)
    }
}
