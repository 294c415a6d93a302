// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration

/// Whether the unit's sandbox lets the service talk to a server; this tool runs outside of the sandbox.
enum SandboxCheck {
    /// The findings about a server on another machine; none for a server on this one, and without a unit.
    static func findings(of server: ServerConfiguration, root: SystemRoot) -> [OnlineFinding] {
        guard server.isRemote, let unit = UnitAddresses.read(root), let needed = NeededAddresses(server) else {
            return []
        }
        return [self.finding(server: server.name, needed, unit)]
    }

    /// The finding about the addresses that a server needs.
    static func finding(server: String, _ needed: NeededAddresses, _ unit: UnitAddresses) -> OnlineFinding {
        let missing = needed.all.filter { !unit.permits($0) }
        let name = server.printable(limit: 64)
        guard !missing.isEmpty else {
            let all = needed.all.joined(separator: ", ")
            return OnlineFinding(
                server: name, topic: "sandbox", verdict: .ok,
                found: all.isEmpty ? "the name \(needed.host) has no address now" : "the unit allows \(all)")
        }
        let list = missing.joined(separator: ", ")
        let lines = missing.map { "IPAddressAllow=\($0)" }.joined(separator: ", ")
        return OnlineFinding(
            server: name, topic: "sandbox", verdict: .error,
            found: "the unit does not allow \(list), so the service's requests time out",
            cure: "run plex-activityctl setup, or systemctl edit plex-activityd and add to [Service]: \(lines)")
    }
}
