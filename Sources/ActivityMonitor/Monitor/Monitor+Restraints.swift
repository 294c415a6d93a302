// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The target of a request that is on its way or being verified.
struct OpenTarget: Hashable, Sendable {
    /// The installation that it was sent to.
    var machineIdentifier: String
    /// What it stops.
    var remedy: Remedy
    /// The entry of the configuration that sent it; nil for one that is not there any more.
    var server: String?
}

extension Turn {
    /// Whether another entry of the configuration, or one that has left it, is at the same target of the same
    /// installation.
    func isOpenElsewhere(_ remedy: Remedy, than server: ServerMonitor) -> Bool {
        guard let machine = server.tracker.identity?.machineIdentifier else { return false }
        return self.openTargets.contains {
            $0.machineIdentifier == machine && $0.remedy == remedy && $0.server != server.settings.name
        }
    }
}

/// What restrains stopping belongs to an installation, not to the name that the configuration gives it.
extension Monitor {
    /// The targets of all requests that are on their way or being verified.
    var openTargets: [OpenTarget] {
        guard self.servers.contains(where: { !$0.operations.isEmpty }) || !self.departed.isEmpty else { return [] }
        let entries = self.servers.map { (server: $0, name: Optional($0.settings.name)) }
        return (entries + self.departed.map { (server: $0, name: nil) }).flatMap { server, name in
            guard let machine = server.tracker.identity?.machineIdentifier else { return [OpenTarget]() }
            return server.operations.compactMap(\.openRemedy).map {
                OpenTarget(machineIdentifier: machine, remedy: $0, server: name)
            }
        }
    }

    /// Keeps what restrains an entry that leaves the configuration, or at whose address another server answers: what is on
    /// its way cools down from now on, and again when it is answered.
    mutating func keepRestraint(of server: ServerMonitor, at now: Instant) {
        guard let machine = server.tracker.identity?.machineIdentifier else { return }
        var restraint = server.restraint
        for operation in server.operations {
            restraint.coolDown(
                server.requestedKinds[operation.decision] ?? [], for: operation.mandate.plan.cooldown, at: now)
        }
        self.restraints[machine, default: Restraint()].merge(restraint, at: now)
    }

    /// Lets each entry be restrained by what others have done at the same installation.
    mutating func shareRestraints(at now: Instant) {
        let others = self.departed + self.servers.filter(\.sharesIdentity)
        guard !others.isEmpty || !self.restraints.isEmpty else { return }
        for server in others {
            guard let machine = server.tracker.identity?.machineIdentifier else { continue }
            self.restraints[machine, default: Restraint()].merge(server.restraint, at: now)
        }
        for machine in self.restraints.keys { self.restraints[machine]?.forget(at: now) }
        self.restraints = self.restraints.filter { !$0.value.isEmpty }
        for index in self.servers.indices {
            guard let machine = self.servers[index].tracker.identity?.machineIdentifier,
                let restraint = self.restraints[machine]
            else {
                continue
            }
            self.servers[index].restraint.merge(restraint, at: now)
        }
    }

    /// Closes the breakers of what has left the configuration, too, as an accepted reload does.
    mutating func clearSharedBreakers() {
        for machine in self.restraints.keys { self.restraints[machine]?.clearBreakers() }
        for index in self.departed.indices { self.departed[index].restraint.clearBreakers() }
    }
}
