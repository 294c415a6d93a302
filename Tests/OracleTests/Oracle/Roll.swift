// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Who is there, as the events tell it.
struct Roll {
    /// A uuid whose start was told and whose end was not.
    struct Open {
        /// The `started`.
        var start: Telling
        /// When it was told.
        var at: Moment
        /// Whether the service has been started anew since.
        var life: Int
    }

    /// What is open, by entry and uuid.
    private(set) var open: [String: [ActivityID: Open]] = [:]
    /// What was open and is not, by entry and uuid; the last end.
    private(set) var ended: [String: [ActivityID: (telling: Telling, at: Moment)]] = [:]

    /// What is open at an entry.
    func open(at entry: String) -> [ActivityID: Open] { self.open[entry] ?? [:] }

    /// Takes another installation at an entry: a uuid of the old one means nothing any more.
    mutating func forget(entry: String) {
        self.ended[entry] = nil
    }

    /// Takes an event.
    mutating func take(_ telling: Telling, at moment: Moment, life: Int) {
        guard let entry = telling[.server], let id = telling.uuid else { return }
        switch telling.kind {
        case "started": self.open[entry, default: [:]][id] = Open(start: telling, at: moment, life: life)
        case "finished", "lost":
            self.open[entry]?[id] = nil
            if telling[.reason] != "identity-changed" { self.ended[entry, default: [:]][id] = (telling, moment) }
        default: break
        }
    }
}
