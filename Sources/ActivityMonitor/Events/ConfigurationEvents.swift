// SPDX-License-Identifier: Apache-2.0

extension Event {
    /// That a configuration is in force.
    static func configurationLoaded(_ settings: MonitorSettings) -> Event {
        let armed = settings.rules.count { if case .enforce = $0.conduct { true } else { false } }
        let servers = "\(settings.servers.count) server\(settings.servers.count == 1 ? "" : "s")"
        let rules = "\(settings.rules.count) rule\(settings.rules.count == 1 ? "" : "s")"
        return Event(
            kind: .configurationLoaded,
            message: "Configuration \(settings.generation) in force: \(servers), \(rules), \(armed) armed",
            fields: [EventField(.configurationGeneration, String(settings.generation))])
    }
}
