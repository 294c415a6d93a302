// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration

/// The drop-in that lets the service talk to servers on other machines.
enum AddressDropIn {
    /// The path of the drop-in.
    static func path(in root: SystemRoot) -> String { "\(root.dropInDirectory)/50-plex-activityctl-addresses.conf" }

    /// The text of the drop-in; nil where the unit lets the service talk to all servers without it.
    static func text(for servers: [ServerConfiguration], root: SystemRoot) -> String? {
        guard let unit = UnitAddresses.read(root, ignoring: self.path(in: root)) else { return nil }
        var lines: [String] = []
        for server in servers where server.isRemote {
            guard let needed = NeededAddresses(server) else { continue }
            let missing = needed.all.filter { !unit.permits($0) }
            guard !missing.isEmpty else { continue }
            lines.append("# \(server.name): \(needed.host)")
            lines += missing.map { "IPAddressAllow=\($0)" }
        }
        guard !lines.isEmpty else { return nil }
        return """
            # SPDX-License-Identifier: Apache-2.0
            # Written by plex-activityctl setup for the servers in plex-activityd.toml on other machines: run it again when
            # an address changes. The unit allows connections to this machine alone.

            [Service]
            \(lines.joined(separator: "\n"))

            """
    }
}
