// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A configuration in the harness's own words.
struct Setup: Hashable, Sendable {
    /// An entry of the configuration.
    struct Entry: Hashable, Sendable {
        /// Its name.
        var name: String
        /// The time between two polls.
        var pollInterval: Milliseconds
        /// Whether it wants a stream of notifications.
        var hasStream = true
    }

    /// A window of local time, in minutes of the day; every day.
    struct Window: Hashable, Sendable {
        /// Its name.
        var name: String
        /// The minute at which it opens.
        var from: Int
        /// The minute at which it closes; not after `from` for one that crosses midnight.
        var to: Int

        /// Whether it is open at a second of the day.
        func isOpen(atSecond second: Int) -> Bool {
            let minute = second / 60
            return self.from < self.to
                ? minute >= self.from && minute < self.to : minute >= self.from || minute < self.to
        }
    }

    /// The number of the configuration.
    var generation = 1
    /// The servers.
    var entries: [Entry]
    /// The rules.
    var rules: [RuleDraft]
    /// How many stops an hour one server may see.
    var maximumStopsPerHour = 10
    /// The types that are never stopped.
    var protectedTypes: Set<ActivityType> = [
        .grabberGrab, .mediaDownload, .mediaOfflineTranscode, .providerGuideLoad, .butler,
    ]
    /// The windows in which nothing is stopped.
    var quietWindows: [Window] = []
    /// Whether titles may be told.
    var showsTitles = true
    /// The least time between two `progress` events of one activity.
    var progressInterval: Milliseconds = .seconds(10)

    /// Whether anything in it depends on the time on the wall.
    var looksAtWallClock: Bool {
        !self.quietWindows.isEmpty
            || self.rules.contains { rule in
                rule.needs.contains { need in
                    switch need {
                    case .during, .notDuring: true
                    default: false
                    }
                }
            }
    }

    /// The entry of a name.
    func entry(_ name: String) -> Entry? { self.entries.first { $0.name == name } }

    /// The rule of a name.
    func rule(_ name: String) -> RuleDraft? { self.rules.first { $0.name == name } }
}
