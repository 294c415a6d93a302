// SPDX-License-Identifier: Apache-2.0

/// The house as `docs/architecture.md` draws it: who may depend on whom, and what each room may bring in from outside.
struct House {
    /// One target that is no test.
    struct Room {
        /// The targets of this package that it depends on: exactly these, in the manifest.
        var arrows: Set<String>
        /// The modules it may import besides those that the arrows lead to.
        var imports: Set<String> = []
    }

    /// The rooms by the name of their target.
    var rooms: [String: Room]

    /// The build settings of every Swift target, tests included, in `PackageDump`'s words.
    var settings: Set<String>

    /// How many lines an executable may have: it turns arguments into values and calls a library.
    var linesOfExecutable = 40

    /// How many lines a source file may have before it is surely more than one topic.
    var linesOfFile = 450

    /// The modules of swift-nio and swift-nio-ssl that keep full Foundation out; NIOFoundationCompat would bring it in.
    private static let networking: Set<String> = [
        "NIOConcurrencyHelpers", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "NIOTLS", "NIOWebSocket",
    ]

    /// What the platform offers to the rooms at the edge; the core does without.
    private static let platform: Set<String> = ["FoundationEssentials", "Glibc", "Synchronization"]

    /// The house as it is meant to be.
    static let plan = House(
        rooms: [
            "PlexModel": Room(arrows: []),
            "ActivityMonitor": Room(arrows: ["PlexModel"]),
            "MonitorRecording": Room(arrows: ["ActivityMonitor"], imports: ["FoundationEssentials"]),
            "PlexClient": Room(
                arrows: ["PlexModel"], imports: Self.platform.union(Self.networking)),
            "MonitorConfiguration": Room(arrows: ["ActivityMonitor"], imports: Self.platform.union(["TOMLKit"])),
            "CSystemd": Room(arrows: []),
            "Systemd": Room(arrows: ["CSystemd"], imports: ["Glibc", "Logging", "Synchronization"]),
            "ActivityDaemon": Room(
                arrows: ["ActivityMonitor", "MonitorConfiguration", "MonitorRecording", "PlexClient", "Systemd"],
                imports: Self.platform.union(Self.networking).union(["Logging", "ServiceLifecycle", "UnixSignals"])),
            "ActivityControl": Room(
                arrows: ["ActivityMonitor", "MonitorConfiguration", "MonitorRecording", "PlexClient", "Systemd"],
                imports: Self.platform.union(["ArgumentParser"])),
            "PlexSimulator": Room(
                arrows: ["PlexModel"], imports: Self.platform.union(Self.networking).union(["TOMLKit"])),
            "plex-activityd": Room(arrows: ["ActivityDaemon"], imports: ["ArgumentParser"]),
            "plex-activityctl": Room(arrows: ["ActivityControl"], imports: ["ArgumentParser"]),
            "plex-simulator": Room(arrows: ["PlexSimulator"], imports: ["ArgumentParser"]),
        ],
        settings: [
            "swiftLanguageMode(6)",
            "enableUpcomingFeature(ExistentialAny)",
            "enableUpcomingFeature(MemberImportVisibility)",
            "enableUpcomingFeature(InternalImportsByDefault)",
            "enableUpcomingFeature(NonisolatedNonsendingByDefault)",
            "strictMemorySafety()",
            "treatAllWarnings(error)",
        ])
}

extension House {
    /// The modules of this package that a room's arrows lead to, directly or through other rooms.
    ///
    /// A system library is for its direct dependent alone: libsystemd's C functions are called in one place.
    func modules(reachableFrom room: String, systemLibraries: Set<String>) -> Set<String> {
        var found: Set<String> = []
        var open = self.rooms[room]?.arrows ?? []
        let direct = open
        while let next = open.popFirst() {
            guard found.insert(next).inserted else { continue }
            open.formUnion(self.rooms[next]?.arrows ?? [])
        }
        return found.filter { direct.contains($0) || !systemLibraries.contains($0) }
    }
}
