// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What mutants do to the memory of the core.
extension MonitorCore {
    /// The core after a restart in which it forgot on what its rules gave up, and that anything cools down.
    func forgettingWhatWasGivenUp() -> MonitorCore {
        var memory = self.memory
        for server in memory.servers.keys {
            memory.servers[server]?.spent = []
            memory.servers[server]?.restraint = Restraint()
        }
        memory.restraints = nil
        return MonitorCore(remembering: memory, rebootedAt: nil, clock: self.clock)
    }
}
