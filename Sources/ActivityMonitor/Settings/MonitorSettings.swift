// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// All that the monitor must be told before it can watch: the validated configuration without what only the shell needs.
package struct MonitorSettings: Hashable, Sendable {
    /// Counts the accepted configurations of this process, from 1.
    package var generation: Int
    /// The servers to watch, in the configuration's order.
    package var servers: [ServerSettings]
    /// The rules, in the order in which they apply.
    package var rules: [Rule]
    /// What bounds every rule.
    package var safety: SafetySettings
    /// How events are reported.
    package var journal: JournalSettings
    /// The key of ``TextHash``, from the installation's own identifier.
    package var textHashKey: TextHash.Key
    /// Who asks for stops, as sentences name it.
    package var author = Author.rule

    /// Who asks for stops.
    package enum Author: Hashable, Sendable {
        /// A rule of the configuration, by its name.
        case rule
        /// A person, by the name of the program that the person uses and that the rule has.
        case person
    }

    /// Settings with these values.
    package init(
        generation: Int,
        servers: [ServerSettings],
        rules: [Rule] = [],
        safety: SafetySettings = SafetySettings(),
        journal: JournalSettings = JournalSettings(),
        textHashKey: TextHash.Key = TextHash.Key(0, 0)
    ) {
        self.generation = generation
        self.servers = servers
        self.rules = rules
        self.safety = safety
        self.journal = journal
        self.textHashKey = textHashKey
    }
}

/// What the monitor knows of a server before the server has said anything.
package struct ServerSettings: Hashable, Sendable {
    /// The name in `PLEX_SERVER`; unique.
    package var name: String
    /// The time between two polls, from a second to an hour.
    package var pollInterval: Duration

    /// A server with this name, polled that often.
    package init(name: String, pollInterval: Duration = .seconds(10)) {
        self.name = name
        self.pollInterval = pollInterval
    }
}

/// What bounds every rule: the `[safety]` table.
package struct SafetySettings: Hashable, Sendable {
    /// How many stops an hour all rules together may make on one server before the breaker trips.
    package var maximumStopsPerHour: Int
    /// The types that no rule stops, `protect` added and `unprotect` removed.
    package var protectedTypes: Set<ActivityType>
    /// The windows in which nothing is stopped.
    package var notDuring: [TimeWindow]

    /// The types that are protected unless `unprotect` names them: what they interrupt cannot be had again, or the
    /// server is known to suffer from it.
    package static let alwaysProtected: Set<ActivityType> = [
        .grabberGrab, .mediaDownload, .mediaOfflineTranscode, .providerGuideLoad, .butler,
    ]

    /// The documented defaults, or other values.
    package init(
        maximumStopsPerHour: Int = 10,
        protectedTypes: Set<ActivityType> = Self.alwaysProtected,
        notDuring: [TimeWindow] = []
    ) {
        self.maximumStopsPerHour = maximumStopsPerHour
        self.protectedTypes = protectedTypes
        self.notDuring = notDuring
    }
}

/// How events are reported: the `[journal]` table.
package struct JournalSettings: Hashable, Sendable {
    /// Whether titles, subtitles and item keys, which name media, may be written or shown.
    package var showsTitles: Bool
    /// The least time between two `progress` events of one activity.
    package var progressInterval: Duration
    /// The types whose `started` and `finished` have priority debug.
    package var quietTypes: Set<ActivityType>

    /// The types that are quiet unless the configuration names others: noise on any server.
    package static let quietByDefault: Set<ActivityType> = [
        .providerSubscriptionsProcess, .libraryRefreshItems, .libraryUpdateItemMetadata, .butler,
    ]

    /// The documented defaults, or other values.
    package init(
        showsTitles: Bool = true,
        progressInterval: Duration = .seconds(10),
        quietTypes: Set<ActivityType> = Self.quietByDefault
    ) {
        self.showsTitles = showsTitles
        self.progressInterval = progressInterval
        self.quietTypes = quietTypes
    }
}
