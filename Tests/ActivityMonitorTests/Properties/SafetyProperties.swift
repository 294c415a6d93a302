// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What must hold in every history.
enum Property: String, CaseIterable, Sendable {
    /// A request goes out only if a rule wants it, on good evidence, by an account of its own.
    case justified
    /// Nothing of a protected type is asked to stop.
    case protected
    /// Nothing is sent while everything is paused.
    case paused
    /// Nothing is sent to a server that has not said who it is since the last failed request.
    case identified
    /// Nothing is sent in a window of `[safety]`.
    case window
    /// Nothing is sent without a rule that enforces.
    case observing
    /// No target has two requests in flight.
    case oneInFlight
    /// A request is preceded by a poll that was asked for after the decision and shows what it is about.
    case looksAgain
    /// No more stops than the budgets allow, and none while a breaker has tripped.
    case budgets
    /// What was stopped is left alone for the rule's cooldown.
    case cooldown
    /// Each `started` has one end or is there at the end, and none comes twice.
    case oneEnd
    /// A deadline is later than now.
    case deadline
    /// An age is not negative and does not go back.
    case age
    /// A stop is confirmed only by a complete snapshot that was sent after the answer and shows nothing of it.
    case confirmed
    /// That a request was not honoured is told only on a snapshot that shows what it was about, after the time that a
    /// verification takes in which it was seen to go on.
    case denied
    /// The same inputs give the same outputs.
    case sameOutputs
    /// The state, saved and restored, gives the same future.
    case restored
    /// A reload of the same configuration changes nothing.
    case reloaded
    /// An exception adds no stop.
    case exceptionAddsNoStop
    /// A protected type adds no stop.
    case protectionAddsNoStop
    /// A gap in which nothing changed adds no stop.
    case gapAddsNoStop
}

/// One property that did not hold.
struct Violation: CustomStringConvertible {
    var property: Property
    /// The seed of the history.
    var seed: UInt64
    /// What happened.
    var what: String

    var description: String {
        "\(self.property.rawValue) does not hold: \(self.what); to replay this history alone: "
            + "PROPERTY_SEED=\(self.seed) PROPERTY_HISTORIES=1 swift test --filter PropertyTests"
    }
}

/// Goes through a record with a ledger and collects what it must not hold.
struct SafetyCheck {
    private(set) var violations: [Violation] = []
    private let record: HistoryRecord
    private var ledger = HistoryLedger()
    private var inFlight: [Int: RemedyRequest] = [:]
    /// When each server was last asked to be polled, or the daemon started, and no request has used it up yet.
    private var looks: [String: Instant] = [:]
    /// The time of each stop that counts, in milliseconds since the start, by server and by rule.
    private var stops: [String: [(elapsed: Int, rule: String)]] = [:]
    /// Breakers that have tripped: the server, the rule or nil for all, and when.
    private var breakers: [(server: String, rule: String?, elapsed: Int, isRespawn: Bool)] = []
    private var open: [String: Set<String>] = [:]
    private var ages: [String: Int64] = [:]
    private var answered: [String: Instant] = [:]
    private var hasRestarted = false
    /// Whether the next configuration is the first after a restart, which clears no breaker.
    private var isStarting = false
    /// Until when what was stopped is left alone, and whether a request was sent since it was settled.
    private var cooldown: (until: Int, isOpen: Bool) = (0, false)
    /// Which request turned out to be which rule's, and which attempt.
    private let owners: [Int: (rule: String, attempt: Int)]

    private init(_ record: HistoryRecord) {
        self.record = record
        var owners: [Int: (String, Int)] = [:]
        for step in record.steps {
            guard case .input(.requestFinished(let id, _)) = step.cause else { continue }
            guard let event = step.output.events.first(where: { $0.kind == .stopRequested }) else { continue }
            // A request that was not permitted is no stop.
            let isRefused = step.output.events.contains {
                $0[.reason] == "not-permitted" && $0.kind == .stopIneffective
            }
            owners[id] = (event[.rule] ?? "", isRefused ? 0 : event[.attempt].flatMap { Int($0) } ?? 0)
        }
        self.owners = owners
    }

    /// What of all the properties of single histories does not hold in this one.
    static func violations(in record: HistoryRecord) -> [Violation] {
        var check = Self(record)
        for step in record.steps { check.check(step) }
        check.checkEnd()
        return check.violations
    }

    private mutating func report(_ property: Property, _ what: @autoclosure () -> String, _ step: HistoryRecord.Step?) {
        let time = step.map { "at \(Double($0.elapsed) / 1_000) s " } ?? ""
        self.violations.append(Violation(property: property, seed: self.record.seed, what: time + what()))
    }

    private mutating func check(_ step: HistoryRecord.Step) {
        self.ledger.take(step)
        self.forget(step)
        for request in step.requests { self.check(request, step) }
        for event in step.output.events { self.check(event, step) }
        for case .poll(let server) in step.output.actions where self.looks[server] == nil {
            self.looks[server] = step.now
        }
        if let deadline = step.deadline, deadline <= step.now {
            self.report(.deadline, "the deadline \(deadline) is not later than \(step.now)", step)
        }
        self.ledger.takeOutput(of: step)
        // Where nothing is being stopped, the next decision must ask for a look of its own.
        self.looks = self.looks.filter { step.attentive.contains($0.key) }
    }

    /// Lets go of what the step's cause ends.
    private mutating func forget(_ step: HistoryRecord.Step) {
        switch step.cause {
        case .restart:
            self.hasRestarted = true
            self.isStarting = true
            self.inFlight = [:]
            for server in self.ledger.servers.keys { self.looks[server] = step.now }
            self.answered = [:]
        case .input(.requestFinished(let id, let outcome)):
            if let request = self.inFlight.removeValue(forKey: id) {
                if case .notSent = outcome { return }
                self.answered["\(request.server) \(request.remedy)"] = step.now
            }
        case .input(.configure):
            if !self.isStarting { self.breakers = [] }
            self.isStarting = false
        case .input:
            break
        }
    }
}

extension SafetyCheck {
    private mutating func check(_ request: RemedyRequest, _ step: HistoryRecord.Step) {
        let text = "\(request.remedy) is sent to \(request.server)"
        let settings = self.ledger.settings
        guard case .input(.poll(request.server, let sentAt, .snapshot(let snapshot))) = step.cause else {
            return self.report(.looksAgain, "\(text) without a poll of it", step)
        }
        if self.ledger.isPaused { self.report(.paused, text, step) }
        let server = self.ledger.servers[request.server]
        // What the token did not permit is asked again after ten minutes.
        let isRefused = server?.notPermittedAt.map { $0.duration(to: step.now) < .minutes(10) } ?? false
        if server?.isIdentified != true || isRefused { self.report(.identified, text, step) }
        let earlier = settings?.servers.map(\.name).prefix { $0 != request.server } ?? []
        if earlier.contains(where: { self.ledger.servers[$0]?.machine == server?.machine }) {
            self.report(.identified, "\(text), which is the same server as another", step)
        }
        let windows = settings?.safety.notDuring ?? []
        if let time = self.ledger.localTime {
            if windows.contains(where: { RuleOracle.isOpen($0, time) }) { self.report(.window, text, step) }
        } else if !windows.isEmpty {
            self.report(.window, "\(text) at an unknown local time", step)
        }
        if settings?.rules.contains(where: { $0.mode == "enforce" }) != true { self.report(.observing, text, step) }
        for other in self.inFlight.values where self.isSame(other, request) {
            self.report(.oneInFlight, "\(text) while request \(other.id) is on its way", step)
        }
        self.inFlight[request.id] = request
        if let asked = self.looks[request.server], asked < sentAt {
            if self.shown(by: snapshot, request.remedy).isEmpty {
                self.report(.looksAgain, "\(text) and the last snapshot shows nothing of it", step)
            }
        } else {
            self.report(.looksAgain, "\(text) on a poll that was sent before the decision", step)
        }
        if self.record.isOfOneTarget {
            if step.elapsed < self.cooldown.until { self.report(.cooldown, text, step) }
            self.cooldown.isOpen = true
        }
        self.checkJustification(request, snapshot, text, step)
        self.checkBudgets(request, text, step)
    }

    /// Whether two requests are about one target: of one entry of the configuration, or of two that are one server.
    private func isSame(_ one: RemedyRequest, _ other: RemedyRequest) -> Bool {
        guard one.remedy == other.remedy else { return false }
        let machine = self.ledger.servers[one.server]?.machine
        return one.server == other.server || (machine != nil && machine == self.ledger.servers[other.server]?.machine)
    }

    /// The rows of a snapshot that a remedy is sure to end.
    private func shown(by snapshot: ActivitySnapshot, _ remedy: Remedy) -> [Activity] {
        snapshot.activities.filter { HistoryLedger.covers(remedy, $0) == true }
    }

    /// Looks for a rule that wants the request, and says what each of them lacks.
    private mutating func checkJustification(
        _ request: RemedyRequest, _ snapshot: ActivitySnapshot, _ text: String, _ step: HistoryRecord.Step
    ) {
        guard let oracle = self.ledger.oracle(request.server) else {
            return self.report(.justified, "\(text), which is not watched", step)
        }
        let covered = oracle.ledger.known.values.compactMap(\.row).filter { row in
            row.type != .butler && HistoryLedger.covers(request.remedy, row) != false
        }
        if covered.contains(where: { oracle.protectedTypes.contains($0.type) }) { self.report(.protected, text, step) }
        var objections: [String] = []
        let owner = self.owners[request.id]?.rule
        for rule in self.ledger.settings?.rules ?? [] where owner == nil || rule.name == owner {
            guard case .enforce(let mandate) = rule.conduct else { continue }
            guard let objection = self.objection(to: request.remedy, rule, mandate.plan, snapshot, covered, oracle)
            else {
                return
            }
            objections.append("\(rule.name): \(objection)")
        }
        self.report(.justified, "\(text), but \(objections.joined(separator: "; "))", step)
    }

    /// Why a rule does not justify a request; nil if it does.
    private func objection(
        to remedy: Remedy, _ rule: Rule, _ plan: StopPlan, _ snapshot: ActivitySnapshot, _ covered: [Activity],
        _ oracle: RuleOracle
    ) -> String? {
        if let remedies = plan.remedies, !remedies.contains(remedy.kind) { return "the remedy is not one of its own" }
        let due = snapshot.activities.filter { self.ledger.isDue(rule, $0, on: oracle.server, oracle) }
        let picked = due.filter { Self.picks(plan.victims, $0, of: due, snapshot, oracle) }
        let targets = picked.filter { row in
            if case .cancelActivity = remedy, row.isCancellable != true { return false }
            return HistoryLedger.covers(remedy, row) == true
        }
        guard !targets.isEmpty else { return due.isEmpty ? "it is not due" : "its victims are others" }
        if case .cancelActivity = remedy { return nil }
        guard snapshot.isComplete else { return "it cannot be told what all it would end" }
        for row in covered {
            guard oracle.isAbout(rule, row), oracle.ledger.known[row.id]?.looks.last?.row != nil else {
                return "it would end \(row.id), which the rule is not about"
            }
            if plan.victims != .all, !picked.contains(where: { $0.id == row.id }) { return "it would end \(row.id)" }
        }
        return nil
    }

    /// Whether a plan picks this one of those that are due: which was there first must be proved, and no other hidden.
    private static func picks(
        _ victims: Victims, _ row: Activity, of due: [Activity], _ snapshot: ActivitySnapshot, _ oracle: RuleOracle
    ) -> Bool {
        guard victims != .all else { return true }
        guard snapshot.isComplete, snapshot.contradictory.isEmpty else { return false }
        let isUnclear = snapshot.activities.contains {
            $0.type == row.type && $0.type == .libraryUpdateSection && $0.sectionID == nil
        }
        if isUnclear { return false }
        let all = due.filter { WorkKind(of: $0) == WorkKind(of: row) }.map(\.id)
        let others = all.filter { $0 != row.id }
        switch victims {
        case .all: return true
        case .oldest: return others.allSatisfy { oracle.ledger.isProvedOlder(row.id, $0) }
        case .newest: return others.allSatisfy { oracle.ledger.isProvedOlder($0, row.id) }
        case .allButOldest:
            return others.contains { oldest in
                all.allSatisfy { $0 == oldest || oracle.ledger.isProvedOlder(oldest, $0) }
            }
        }
    }

    private mutating func checkBudgets(_ request: RemedyRequest, _ text: String, _ step: HistoryRecord.Step) {
        let owner = self.owners[request.id]
        for breaker in self.breakers where breaker.server == request.server {
            let isOpen = breaker.isRespawn || step.elapsed - breaker.elapsed < 3_600_000
            if isOpen, breaker.rule == nil || breaker.rule == owner?.rule {
                self.report(.budgets, "\(text) while a breaker has tripped", step)
            }
        }
        guard let owner, owner.attempt == 1 else { return }
        self.stops[request.server, default: []].append((step.elapsed, owner.rule))
        let recent = self.stops[request.server, default: []].filter { step.elapsed - $0.elapsed < 3_600_000 }
        if let most = self.ledger.settings?.safety.maximumStopsPerHour, recent.count > most {
            self.report(.budgets, "\(text), the stop number \(recent.count) of at most \(most)", step)
        }
        guard let rule = self.ledger.settings?.rules.first(where: { $0.name == owner.rule }) else { return }
        if let most = rule.plan?.maximumPerHour, recent.count(where: { $0.rule == owner.rule }) > most {
            self.report(.budgets, "\(text), one more than \(most) of \(owner.rule)", step)
        }
    }
}

extension SafetyCheck {
    private mutating func check(_ event: Event, _ step: HistoryRecord.Step) {
        let server = event[.server] ?? ""
        let key = server + " " + (event[.activityUUID] ?? "")
        switch event.kind {
        case .started:
            if self.open[server, default: []].contains(key) { self.report(.oneEnd, "\(key) starts twice", step) }
            self.open[server, default: []].insert(key)
            self.ages[key] = nil
        case .finished, .lost:
            if self.open[server, default: []].remove(key) == nil {
                self.report(.oneEnd, "\(key) ends and had not started", step)
            }
        case .breakerTripped:
            self.breakers.append((server, event[.rule], step.elapsed, event[.reason] == "respawn"))
        case .stopConfirmed:
            self.checkConfirmation(event, server, step)
        case .stopIneffective where event[.reason] == "not-honoured":
            self.checkDenial(event, server, step)
        default:
            break
        }
        if [.stopConfirmed, .stopIneffective, .stopAbandoned].contains(event.kind), self.cooldown.isOpen {
            // What was not sent, or not permitted, has stopped nothing.
            let isUnsent = event[.reason] == "not-sent" && event[.remedy] == nil
            let hasStoppedNothing = isUnsent || event[.reason] == "not-permitted"
            let plan = self.ledger.settings?.rules.first?.plan
            let cooldown = hasStoppedNothing ? .zero : plan?.cooldown ?? .zero
            self.cooldown = (step.elapsed + Int(cooldown.wholeNanoseconds / 1_000_000), false)
        }
        guard let age = event[.ageMicroseconds].flatMap({ Int64($0) }) else { return }
        let last = self.ages[key] ?? 0
        if age < last { self.report(.age, "\(key) is \(age) µs old and was \(last) before", step) }
        self.ages[key] = age
        if event.kind == .finished || event.kind == .lost { self.ages[key] = nil }
    }

    private mutating func checkConfirmation(_ event: Event, _ server: String, _ step: HistoryRecord.Step) {
        let ledger = self.ledger.servers[server]
        guard let text = event[.remedy], let kind = RemedyKind(rawValue: text) else {
            return self.report(.confirmed, "\(event.message), and no remedy is named", step)
        }
        let remedy: Remedy? =
            switch kind {
            case .cancelActivity: event[.activityUUID].map { .cancelActivity(ActivityID($0)) }
            case .stopSectionRefresh: event[.sectionID].map { .stopSectionRefresh(SectionID($0)) }
            case .stopButlerTask: ActivityType(event[.activityType] ?? "").butlerTask.map { .stopButlerTask($0) }
            }
        guard let remedy, let latest = self.answered["\(server) \(remedy)"] else {
            // After a restart of the daemon nobody knows when the answer came; the restart is later than it.
            if !self.hasRestarted { self.report(.confirmed, "\(event.message), and nothing was answered", step) }
            return
        }
        guard let sentAt = ledger?.sentAt, sentAt > latest else {
            return self.report(.confirmed, "\(event.message), on a poll from before the answer", step)
        }
        let rows = (ledger?.known.values.compactMap(\.row) ?? []) + (ledger?.snapshot?.activities ?? [])
        let left = rows.filter { HistoryLedger.covers(remedy, $0) != false }
        if let one = left.first { self.report(.confirmed, "\(event.message), but \(one.id) is there", step) }
    }

    private mutating func checkDenial(_ event: Event, _ server: String, _ step: HistoryRecord.Step) {
        guard let uuid = event[.activityUUID].map({ ActivityID($0) }), let ledger = self.ledger.servers[server],
            case .input(.poll(server, _, .snapshot)) = step.cause, ledger.shots.last?.shown.contains(uuid) == true
        else {
            return self.report(.denied, "\(event.message), and no snapshot shows that", step)
        }
        // The clocks of a kind go on from one to the next: how long this one was seen says nothing of it.
        let rule = self.ledger.settings?.rules.first { $0.name == event[.rule] }
        guard let rule, rule.scope == .activity, let least = rule.plan?.verifyWithin else { return }
        let watched = ledger.watched(uuid)
        if watched < least { self.report(.denied, "\(event.message), after \(watched) in which it was seen", step) }
    }

    private mutating func checkEnd() {
        for (server, open) in self.open {
            let remaining = Set((self.record.remaining[server] ?? []).map { server + " " + $0.rawValue })
            if open != remaining {
                let names = open.symmetricDifference(remaining).sorted()
                self.report(.oneEnd, "at the end \(names) have started or are there, and not both", nil)
            }
        }
    }
}
