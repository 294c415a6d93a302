// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The stops of one entry of the configuration at an installation.
struct OpenTarget: Hashable, Sendable {
    /// The installation.
    var machineIdentifier: String
    /// The targets of its requests that are unanswered or being verified.
    var remedies: Set<Remedy>
    /// The kinds that its current decisions have sent requests for.
    var kinds: KindSet
    /// The name of the entry; nil if the entry has left the configuration.
    var server: String?
}

extension StepContext {
    /// Whether another entry, current or removed, has an open request with the same target at an installation.
    func isOpenElsewhere(_ remedy: Remedy, at machineIdentifier: String?) -> Bool {
        self.elsewhere(machineIdentifier).contains { $0.remedies.contains(remedy) }
    }

    /// Whether another entry, current or removed, is stopping work of this kind at an installation.
    func isEngagedElsewhere(_ kind: WorkKind, at machineIdentifier: String?) -> Bool {
        self.elsewhere(machineIdentifier).contains { $0.kinds.mayContain(kind) }
    }

    private func elsewhere(_ machineIdentifier: String?) -> some Sequence<OpenTarget> {
        self.openTargets.lazy.filter {
            $0.machineIdentifier == machineIdentifier && $0.server != self.server.name
        }
    }
}

/// Restraints belong to an installation, not to the name that the configuration gives it.
extension Monitor {
    /// The stops of all entries, if several entries are one installation or an entry has left the configuration.
    var openTargets: [OpenTarget] {
        guard self.servers.contains(where: \.stops.sharesIdentity) || !self.removedServers.isEmpty else { return [] }
        let entries = self.servers.map { (server: $0, name: Optional($0.settings.name)) }
        return (entries + self.removedServers.map { (server: $0, name: nil) }).compactMap { server, name in
            guard let machine = server.tracker.identity?.machineIdentifier, !server.stops.operations.isEmpty else {
                return nil
            }
            return OpenTarget(
                machineIdentifier: machine, remedies: Set(server.stops.operations.compactMap(\.openRemedy)),
                kinds: KindSet(server.stops.requestedKinds.values.flatMap(\.keys)), server: name)
        }
    }

    /// Takes an installation that no longer answers at the address of its entry. It stays until the answers to its
    /// requests have come.
    mutating func retire(_ server: ServerMonitor, at now: Instant) {
        self.keepRestraint(of: server, at: now)
        if !server.stops.operations.isEmpty { self.removedServers.append(server) }
    }

    /// Keeps the restraints of an entry that leaves the configuration, or at whose address another server answers. The
    /// kinds of its open stops cool down from now on, and again from the answer of an unanswered request.
    mutating func keepRestraint(of server: ServerMonitor, at now: Instant) {
        guard let machine = server.tracker.identity?.machineIdentifier else { return }
        var restraint = server.stops.limits
        for operation in server.stops.operations {
            if case .sending(let sending) = operation.phase {
                restraint.coolDown(sending.kinds, for: operation.plan.cooldown, at: now, request: sending.request)
            } else {
                let kinds = server.stops.requestedKinds[operation.decision] ?? [:]
                restraint.coolDown(kinds.keys, for: operation.plan.cooldown, at: now)
            }
        }
        self.restraints[machine, default: StopLimits()].merge(restraint, at: now)
    }

    /// Applies to each entry the restraints from other entries of the same installation.
    mutating func shareRestraints(at now: Instant) {
        let others = self.removedServers + self.servers.filter(\.stops.sharesIdentity)
        guard !others.isEmpty || !self.restraints.isEmpty else { return }
        // The entry that acts knows stops of which another one may see the work return.
        let shared = Set(others.compactMap { $0.tracker.identity?.machineIdentifier })
        for server in self.removedServers + self.servers {
            guard let machine = server.tracker.identity?.machineIdentifier, shared.contains(machine) else { continue }
            self.restraints[machine, default: StopLimits()].merge(server.stops.limits, at: now)
        }
        for machine in self.restraints.keys { self.restraints[machine]?.forget(at: now) }
        self.restraints = self.restraints.filter { !$0.value.isEmpty }
        for index in self.servers.indices {
            guard let machine = self.servers[index].tracker.identity?.machineIdentifier,
                let restraint = self.restraints[machine]
            else {
                continue
            }
            self.servers[index].stops.limits.merge(restraint, at: now)
        }
    }

    /// Takes back the counted stops and cooldowns of requests that were not sent or not permitted, on all servers.
    mutating func retract(_ requests: [Int]) {
        for request in requests {
            for machine in self.restraints.keys { self.restraints[machine]?.retract(request: request) }
            for index in self.servers.indices { self.servers[index].stops.limits.retract(request: request) }
            for index in self.removedServers.indices {
                self.removedServers[index].stops.limits.retract(request: request)
            }
        }
    }

    /// Closes the breakers of removed entries and of installations, as an accepted reload does for all others.
    mutating func clearSharedBreakers() {
        for machine in self.restraints.keys { self.restraints[machine]?.clearBreakers() }
        for index in self.removedServers.indices { self.removedServers[index].stops.limits.clearBreakers() }
    }
}
