// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The validated configuration, without the parts that only the shell needs.
package struct MonitorSettings: Hashable, Sendable {
    /// The number of the configuration among those accepted by this process, from 1.
    package var generation: Int
    /// The servers to watch, in the configuration's order.
    package var servers: [ServerSettings]
    /// The rules, in the order in which they apply.
    package var rules: [Rule]
    /// The limits for all rules.
    package var safety: SafetySettings
    /// The settings of the journal.
    package var journal: JournalSettings
    /// The key of ``TextHash``, from the identifier of this installation of the service.
    package var textHashKey: TextHash.Key
    /// The author of stops in sentences.
    package var author = Author.rule

    /// An author of stops.
    package enum Author: Hashable, Sendable {
        /// A rule of the configuration; sentences name it.
        case rule
        /// A person. Sentences name the program that the person uses, which is also the name of the rule.
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

/// The settings of one server that the monitor needs.
package struct ServerSettings: Hashable, Sendable {
    /// The name in `PLEX_SERVER`; unique.
    package var name: String
    /// The time between two polls, from 1 s to 1 h.
    package var pollInterval: Duration

    /// A server with this name and time between polls.
    package init(name: String, pollInterval: Duration = .seconds(10)) {
        self.name = name
        self.pollInterval = pollInterval
    }
}

/// The limits for all rules: the `[safety]` table.
package struct SafetySettings: Hashable, Sendable {
    /// The number of stops that all rules together may make on one server within an hour before the breaker trips.
    package var maximumStopsPerHour: Int
    /// The types that no rule stops: the default types with `protect` added and `unprotect` removed.
    package var protectedTypes: Set<ActivityType>
    /// The windows in which rules stop nothing.
    package var notDuring: [TimeWindow]

    /// The types that are protected unless `unprotect` names them. A stop of these would lose something for good, or is
    /// known to harm the server.
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

/// The settings of events: the `[journal]` table.
package struct JournalSettings: Hashable, Sendable {
    /// Whether titles, subtitles and item keys may be written or shown. They name media.
    package var showsTitles: Bool
    /// The shortest time between two `progress` events of one activity.
    package var progressInterval: Duration
    /// The types whose `started` and `finished` events have priority debug.
    package var quietTypes: Set<ActivityType>

    /// The quiet types by default: each server shows them often.
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
