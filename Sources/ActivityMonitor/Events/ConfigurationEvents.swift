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

    /// That a configuration has errors and the one before it stays in force.
    ///
    /// - Parameters:
    ///   - problems: one sentence each, with file, key path and value, safe to print.
    ///   - generation: the configuration that stays in force; 0 where there is none.
    package static func configurationRejected(_ problems: [String], generation: Int) -> Event {
        let shown = problems.prefix(3).joined(separator: "; ")
        let more = problems.count > 3 ? "; and \(problems.count - 3) more" : ""
        let stays = generation > 0 ? "configuration \(generation) stays in force" : "nothing is watched"
        return Event(
            kind: .configurationRejected,
            message: "Configuration rejected, \(stays): \(shown)\(more); "
                + "plex-activityctl check lists every problem",
            fields: [EventField(.configurationGeneration, String(generation))])
    }
}
