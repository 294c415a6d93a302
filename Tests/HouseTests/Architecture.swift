// SPDX-License-Identifier: Apache-2.0

/// The architecture as `docs/architecture.md` draws it: the arrows between modules, and what each may import from outside.
struct Architecture {
    /// One target that is not a test target.
    struct Module {
        /// The targets of this package that it depends on: exactly these, in the manifest.
        var arrows: Set<String>
        /// The modules it may import besides those that the arrows lead to.
        var imports: Set<String> = []
    }

    /// The modules by the name of their target.
    var modules: [String: Module]

    /// The build settings of every Swift target, tests included, in `PackageDump`'s words.
    var settings: Set<String>

    /// How many lines an executable may have: it turns arguments into values and calls a library.
    var linesOfExecutable = 40

    /// How many lines a file of `Sources` may have before it is surely more than one topic.
    var linesOfSourceFile = 300

    /// The same for a file of `Tests`, where tables are long.
    var linesOfTestFile = 450

    /// The modules of swift-nio and swift-nio-ssl that keep full Foundation out; NIOFoundationCompat would bring it in.
    private static let networking: Set<String> = [
        "NIOConcurrencyHelpers", "NIOCore", "NIOHTTP1", "NIOPosix", "NIOSSL", "NIOTLS", "NIOWebSocket",
    ]

    /// The modules of the platform for the edge; the core does without.
    private static let platform: Set<String> = ["FoundationEssentials", "Glibc", "Synchronization"]

    /// The libraries that daemon and tool share.
    private static let sharedByPrograms: Set<String> = [
        "ActivityMonitor", "MonitorConfiguration", "MonitorRecording", "PlexClient", "ServerAccess", "ServiceFiles",
        "Systemd",
    ]

    /// The architecture as it is meant to be.
    static let plan = Architecture(
        modules: [
            "PlexModel": Module(arrows: []),
            "ActivityMonitor": Module(arrows: ["PlexModel"]),
            "MonitorRecording": Module(arrows: ["ActivityMonitor"], imports: ["FoundationEssentials"]),
            "ActivityPage": Module(arrows: ["ActivityMonitor"]),
            "PlexClient": Module(
                arrows: ["PlexModel"], imports: Self.platform.union(Self.networking)),
            "MonitorConfiguration": Module(arrows: ["ActivityMonitor"], imports: Self.platform.union(["TOMLKit"])),
            "CSystemd": Module(arrows: []),
            "Systemd": Module(arrows: ["CSystemd"], imports: ["Glibc", "Logging", "Synchronization"]),
            "SystemdTestKit": Module(arrows: ["Systemd"], imports: ["Synchronization"]),
            "ServerAccess": Module(
                arrows: ["ActivityMonitor", "MonitorConfiguration", "PlexClient", "Systemd"], imports: Self.platform),
            "ServiceJournal": Module(arrows: ["ActivityMonitor", "Systemd"]),
            "ServiceFiles": Module(arrows: ["ActivityMonitor", "PlexModel"], imports: Self.platform),
            "ActivityDaemon": Module(
                arrows: Self.sharedByPrograms,
                imports: Self.platform.union(Self.networking).union(["Logging", "ServiceLifecycle", "UnixSignals"])),
            "ActivityControl": Module(
                arrows: Self.sharedByPrograms.union(["ActivityPage", "ServiceJournal"]),
                imports: Self.platform.union(["ArgumentParser"])),
            "ActivityWeb": Module(
                arrows: ["ActivityMonitor", "ActivityPage", "ServiceFiles", "ServiceJournal", "Systemd"],
                imports: Self.platform.union(Self.networking)),
            "PlexSimulator": Module(
                arrows: ["PlexModel"], imports: Self.platform.union(Self.networking).union(["TOMLKit"])),
            "plex-activityd": Module(arrows: ["ActivityDaemon"], imports: ["ArgumentParser"]),
            "plex-activityctl": Module(arrows: ["ActivityControl"], imports: ["ArgumentParser"]),
            "plex-activity-web": Module(arrows: ["ActivityWeb"], imports: ["ArgumentParser"]),
            "plex-simulator": Module(arrows: ["PlexSimulator"], imports: ["ArgumentParser"]),
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

extension Architecture {
    /// The modules of this package that a module's arrows lead to, directly or through others.
    ///
    /// A system library is for its direct dependent alone: libsystemd's C functions are called in one place.
    func modules(reachableFrom module: String, systemLibraries: Set<String>) -> Set<String> {
        var found: Set<String> = []
        var open = self.modules[module]?.arrows ?? []
        let direct = open
        while let next = open.popFirst() {
            guard found.insert(next).inserted else { continue }
            open.formUnion(self.modules[next]?.arrows ?? [])
        }
        return found.filter { direct.contains($0) || !systemLibraries.contains($0) }
    }
}
