// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What mutants do to what the core must not forget.
extension MonitorCore {
    /// The core after a restart in which it forgot on what its rules gave up, and that anything cools down.
    func forgettingWhatWasGivenUp() -> MonitorCore {
        var state = self.savedState
        for server in state.servers.keys {
            state.servers[server]?.spent = []
            state.servers[server]?.restraint = StopLimits()
        }
        state.restraints = nil
        return self.restarted(rebootedAt: nil, remembering: state)
    }
}
