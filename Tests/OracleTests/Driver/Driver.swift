// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Plays a script: lets the world go on, observes it as the service would, and gives the core what was observed.
///
/// What the core asks for is carried out in the world. Everything random is drawn from the script's seed.
struct Driver {
    /// What waits to happen.
    enum Item {
        case act(Act.Deed)
        case nameSection(machine: Int, ActivityID)
        case change(machine: Int, ActivityID)
        case end(machine: Int, ActivityID, returns: Bool)
        case beginAgain(machine: Int, Job, returnsLeft: Int, boot: Int)
        case round(entry: String, number: Int, life: Int)
        case look(entry: String, sentAt: Moment, life: Int)
        case input(Stimulus, life: Int)
        case pollAnswered(entry: String, Stimulus, life: Int)
        case calm(entry: String, Disturbance)
        case arrive(Asked, RequestCourse)
        case unpause
        case restartService(isReboot: Bool)
        case wake(life: Int)
    }

    let script: Script
    var chance: Chance
    var agenda = Agenda<Item>()
    var machines: [Machine]
    var addresses: [String: Int]
    var setup: Setup
    var disturbances: [String: [Disturbance]] = [:]
    var downUntil: [Int: Moment] = [:]
    var shells: [String: Shell] = [:]
    var isPaused = false
    var isRunning = true
    var life = 0
    var now = Moment.begin
    var session: Session
    var lives: [ActivityID: Life] = [:]

    /// What the service knows of an entry between two polls.
    struct Shell {
        var isPolling = false
        var pollAgain = false
        var isUrgent = false
        var round = 0
        var lastSent: Moment?
        /// Whether the identity was read after the last request that put it in doubt.
        var isConfirmed = false
        /// The installation, as the identity last said.
        var machine: String?
        /// The uuids of the last list; nil where there is none.
        var lastList: Set<ActivityID>?
        var haveSections = false
        var pollCount = 0
        var lastNews = Moment.begin
        var lastHandled = Moment.begin
        var isStreamOpen = false
        var wantsStream = true
    }

    /// A driver at the begin of a script.
    init(_ script: Script, _ core: Core) {
        self.script = script
        self.chance = Chance(seed: script.seed ^ 0x5eed)
        self.machines = script.machines
        self.addresses = script.addresses
        self.setup = script.setup
        self.session = Session(
            core, isKilled: script.acts.contains { if case .crash = $0.deed { true } else { false } })
        for machine in self.machines {
            for run in machine.runs.values {
                self.lives[run.row.id] = Life(epoch: machine.epoch, began: .begin, ended: nil, job: run.job)
            }
        }
    }

    /// Plays the script to its end.
    static func play(_ script: Script, on core: Core = Core()) -> Played {
        var driver = Driver(script, core)
        for act in script.acts { driver.agenda.note(.act(act.deed), at: act.at) }
        driver.startService()
        while let (at, item) = driver.agenda.next(), at <= script.end {
            driver.now = at
            driver.happen(item)
        }
        let steps = driver.session.turns.map { Step(at: $0.at, stimulus: $0.stimulus) }
        let record = Record(script: script, steps: steps, lives: driver.lives)
        return Played(record: record, turns: driver.session.turns, core: driver.session.core)
    }

    private mutating func happen(_ item: Item) {
        switch item {
        case .act(let deed): self.perform(deed)
        case .nameSection(let machine, let id):
            if let row = self.machines[machine].nameSection(of: id) { self.publish(.updated, row, of: machine) }
        case .change(let machine, let id): self.change(id, on: machine)
        case .end(let machine, let id, let returns): self.end(id, on: machine, returns: returns)
        case .beginAgain(let machine, let job, let left, let boot):
            if self.machines[machine].boots == boot { self.begin(job, on: machine, returnsLeft: left) }
        case .round(let entry, let number, let life):
            if life == self.life, self.shells[entry]?.round == number { self.beginRound(entry) }
        case .look(let entry, let sentAt, let life): if life == self.life { self.look(entry, sentAt: sentAt) }
        case .input(let stimulus, let life): if life == self.life { self.give(stimulus) }
        case .pollAnswered(let entry, let stimulus, let life):
            if life == self.life { self.finishPoll(entry, stimulus) }
        case .calm(let entry, let disturbance): self.calm(entry, disturbance)
        case .arrive(let asked, let course): self.arrive(asked, course)
        case .unpause:
            self.isPaused = false
            self.give(.pause(false))
        case .restartService(let isReboot):
            self.isRunning = true
            self.give(.crash(isReboot: isReboot))
            self.startService()
        case .wake(let life): if life == self.life { self.give(.wake) }
        }
    }

    /// Gives the core a stimulus, and carries out what it wants.
    mutating func give(_ stimulus: Stimulus) {
        guard self.isRunning else { return }
        let reaction = self.session.take(stimulus, at: self.now)
        for entry in reaction.polls { self.pollAtOnce(entry) }
        for asked in reaction.requests { self.send(asked) }
        if let due = self.session.core.nextDeadline(), due > self.now {
            self.agenda.note(.wake(life: self.life), at: due)
        }
    }
}
