// SPDX-License-Identifier: Apache-2.0

extension Monitor {
    /// The state that must survive the end of the process.
    package func savedState() -> SavedState {
        guard let settings = self.settings else { return self.restoration?.state ?? SavedState() }
        var state = self.savedRest()
        for server in self.servers { state.servers[server.settings.name] = server.saved(settings) }
        return state
    }

    /// The part of ``savedState()`` that belongs to no server.
    package func savedRest() -> SavedState {
        guard let settings = self.settings else {
            var state = self.restoration?.state ?? SavedState()
            state.servers = [:]
            return state
        }
        var state = SavedState()
        state.nextRequestID = self.nextRequestID
        state.restraints = self.restraints.isEmpty ? nil : self.restraints
        state.former = self.removedServers.isEmpty ? nil : self.removedServers.map { $0.savedFormer(settings) }
        return state
    }

    /// The part of ``savedState()`` that belongs to one server; nil for a server outside the configuration.
    package func savedServer(_ name: String) -> SavedServer? {
        guard let settings = self.settings else { return self.restoration?.state.servers[name] }
        return self.servers.first { $0.settings.name == name }?.saved(settings)
    }

    /// Asks a server of the configuration at the latest instant; nil for another one.
    func withSettings<Answer>(
        _ name: String, _ body: (ServerMonitor, MonitorSettings, Instant) -> Answer
    ) -> Answer? {
        guard let settings = self.settings, let server = self.servers.first(where: { $0.settings.name == name }) else {
            return nil
        }
        return body(server, settings, self.latest)
    }
}
