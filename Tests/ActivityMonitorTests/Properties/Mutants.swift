// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Takes a failed poll for the last snapshot: counts time in which nobody saw anything.
struct TrustingMutant: MonitorMutant {
    var monitor: Monitor
    private var snapshots: [String: ActivitySnapshot] = [:]

    init(_ monitor: Monitor) { self.monitor = monitor }

    mutating func handle(_ input: Input, at now: Instant) -> Output {
        guard case .poll(let server, let sentAt, let result) = input else { return self.monitor.handle(input, at: now) }
        if case .snapshot(let snapshot) = result { self.snapshots[server] = snapshot }
        guard case .failure = result, let last = self.snapshots[server] else {
            return self.monitor.handle(input, at: now)
        }
        return self.monitor.handle(.poll(server: server, sentAt: sentAt, .snapshot(last)), at: now)
    }
}

/// Changes the configuration before it takes it.
protocol SettingsMutant: MonitorMutant {
    static func change(_ settings: inout MonitorSettings)
}

extension SettingsMutant {
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        guard case .configure(var settings) = input else { return self.monitor.handle(input, at: now) }
        Self.change(&settings)
        return self.monitor.handle(.configure(settings), at: now)
    }
}

extension MonitorSettings {
    /// Changes how every rule that stops does so.
    fileprivate mutating func changePlans(_ change: (inout StopPlan) -> Void) {
        for index in self.rules.indices {
            guard case .enforce(let mandate) = self.rules[index].conduct else { continue }
            var plan = mandate.plan
            change(&plan)
            self.rules[index].conduct = .enforce(StopMandate(arming: plan))
        }
    }
}

/// Forgets the exceptions.
struct UnexceptingMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        for index in settings.rules.indices { settings.rules[index].exceptions = [] }
    }
}

/// Forgets the conditions but the first.
struct HastyMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        for index in settings.rules.indices { settings.rules[index].conditions.removeSubrange(1...) }
    }
}

/// Forgets `for`.
struct ImpatientMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        for index in settings.rules.indices { settings.rules[index].hold = .zero }
    }
}

/// Protects nothing.
struct UnprotectingMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        settings.safety.protectedTypes = []
        for index in settings.rules.indices { settings.rules[index].match.types = [Glob("*")] }
    }
}

/// Forgets the windows of `[safety]`.
struct WindowlessMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) { settings.safety.notDuring = [] }
}

/// Arms what observes.
struct ArmingMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        for index in settings.rules.indices {
            guard let plan = settings.rules[index].plan else { continue }
            settings.rules[index].conduct = .enforce(StopMandate(arming: plan))
        }
    }
}

/// Knows no budget.
struct LavishMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        settings.safety.maximumStopsPerHour = 1_000
        settings.changePlans { $0.maximumPerHour = nil }
    }
}

/// Knows no cooldown.
struct RestlessMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) { settings.changePlans { $0.cooldown = .zero } }
}

/// Takes an exception for what the rule is about.
struct InvertingMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        for index in settings.rules.indices {
            guard let last = settings.rules[index].exceptions.popLast() else { continue }
            settings.rules[index].match = last
            settings.rules[index].exceptions = []
        }
    }
}

/// Protects what is not protected, and the other way round.
struct MisprotectingMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) {
        settings.safety.protectedTypes = ActivityType.known.subtracting(settings.safety.protectedTypes)
    }
}

/// Does not hear of a pause.
struct DeafMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        if case .pause = input { return self.monitor.handle(.wake, at: now) }
        return self.monitor.handle(input, at: now)
    }
}

/// Believes that whoever answers is who it was before: after a failure, and after a restart, too.
struct CredulousMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        let output = self.monitor.handle(input, at: now)
        switch input {
        case .configure, .poll(_, _, .failure), .requestFinished: break
        default: return output
        }
        for (name, server) in self.monitor.savedState().servers {
            guard let machine = server.machineIdentifier else { continue }
            _ = self.monitor.handle(
                .identity(server: name, ServerIdentity(machineIdentifier: machine, version: "1.43")), at: now)
        }
        return output
    }
}

/// Says everything of what it does twice.
struct StutteringMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        output.actions += output.actions
        return output
    }
}

/// Does not look again: takes the snapshot that it decided on for the fresh one.
struct BlindMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        guard case .poll(let server, _, let result) = input, !output.actions.isEmpty else { return output }
        let later = now.advanced(by: .nanoseconds(1))
        let more = self.monitor.handle(.poll(server: server, sentAt: later, result), at: later)
        output.events += more.events
        output.actions = more.actions
        return output
    }
}

/// Tells each start twice.
struct RepeatingMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        output.events += output.events.filter { $0.kind == .started }
        return output
    }
}

/// Swallows what is lost.
struct ForgetfulMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        output.events.removeAll { $0.kind == .lost }
        return output
    }
}

/// Wants to be woken at once, again and again.
struct SleeplessMutant: MonitorMutant {
    var monitor: Monitor
    private var latest = Instant(nanoseconds: 0)
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        self.latest = now
        return self.monitor.handle(input, at: now)
    }
    func nextDeadline() -> Instant? { self.latest }
}

/// Takes how long an activity has been still for how long it has been there.
struct YouthfulMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        for index in output.events.indices {
            guard let stalled = output.events[index][.stalledMicroseconds] else { continue }
            output.events[index].fields.removeAll { $0.name == .ageMicroseconds }
            output.events[index].fields.append(EventField(.ageMicroseconds, stalled))
        }
        return output
    }
}

/// Takes a 2xx for a result.
struct OptimisticMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        for event in output.events where event.kind == .stopRequested && event[.httpStatus] == "200" {
            var confirmed = event
            confirmed.kind = .stopConfirmed
            output.events.append(confirmed)
        }
        return output
    }
}

/// Takes a request for ignored as soon as it is answered.
struct PessimisticMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        for event in output.events where event.kind == .stopRequested {
            var denied = event
            denied.kind = .stopIneffective
            denied.fields.append(EventField(.reason, "not-honoured"))
            output.events.append(denied)
        }
        return output
    }
}

/// Takes less time to verify than the rule says.
struct RashMutant: SettingsMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    static func change(_ settings: inout MonitorSettings) { settings.changePlans { $0.verifyWithin = .seconds(2) } }
}

/// Tells what happened in any order.
struct ShufflingMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        var output = self.monitor.handle(input, at: now)
        output.events.shuffle()
        return output
    }
}

/// Saves what is there, and not what rules think of it.
struct NegligentMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    func savedState() -> SavedState {
        var state = self.monitor.savedState()
        for server in state.servers.keys {
            state.servers[server]?.clocks = []
            state.servers[server]?.restraint = StopLimits()
            state.servers[server]?.operations = []
        }
        return state
    }
}

/// Starts anew at each reload.
struct RebornMutant: MonitorMutant {
    var monitor: Monitor
    init(_ monitor: Monitor) { self.monitor = monitor }
    mutating func handle(_ input: Input, at now: Instant) -> Output {
        if case .configure = input {
            var state = self.monitor.savedState()
            for server in state.servers.keys { state.servers[server]?.clocks = [] }
            self.monitor = Monitor(restoring: state, isSameBoot: true)
        }
        return self.monitor.handle(input, at: now)
    }
}
