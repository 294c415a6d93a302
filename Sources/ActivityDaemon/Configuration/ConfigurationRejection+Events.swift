// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

extension ConfigurationRejection {
    /// One `configuration-rejected` event for each problem, up to a limit.
    ///
    /// - Parameters:
    ///   - generation: The number of the configuration that stays in force; 0 where there is none.
    ///   - limit: How many problems become events; the last event counts the others.
    func events(generation: Int, limit: Int) -> [Event] {
        let start =
            generation > 0
            ? "Configuration rejected, number \(generation) stays in force: " : "Configuration rejected: "
        let end = generation > 0 ? "; correct it and reload" : "; correct it and start again"
        var texts = self.problems.prefix(limit).map { $0.printable(limit: 1000) }
        if self.problems.count > limit { texts.append("and \(self.problems.count - limit) more problems") }
        return texts.map { text in
            Event(
                kind: .configurationRejected,
                message: start + text + (self.isMissing ? "" : end),
                fields: [EventField(.configurationGeneration, String(generation))]
            )
        }
    }
}
