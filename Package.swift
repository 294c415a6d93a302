// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "plex-activityd",
    products: [
        .library(name: "PlexClient", targets: ["PlexClient"]),
        .library(name: "Systemd", targets: ["Systemd"]),
        .library(name: "SystemdTestKit", targets: ["SystemdTestKit"]),
        .executable(name: "plex-activityd", targets: ["plex-activityd"]),
        .executable(name: "plex-activityctl", targets: ["plex-activityctl"]),
        .executable(name: "plex-activity-web", targets: ["plex-activity-web"]),
        .executable(name: "plex-simulator", targets: ["plex-simulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        // The values of the Activities API, and the pure core that decides: neither imports anything else.
        .target(name: "PlexModel"),
        .target(name: "ActivityMonitor", dependencies: ["PlexModel"]),
        .target(name: "MonitorRecording", dependencies: ["ActivityMonitor"]),
        .target(name: "ActivityPage", dependencies: ["ActivityMonitor"]),

        // The edges: the server, the files an administrator writes, and systemd.
        .target(
            name: "PlexClient",
            dependencies: [
                "PlexModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]
        ),
        .target(
            name: "MonitorConfiguration",
            dependencies: ["ActivityMonitor", .product(name: "TOMLKit", package: "TOMLKit")]
        ),
        .systemLibrary(
            name: "CSystemd",
            pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]
        ),
        .target(
            name: "Systemd",
            dependencies: ["CSystemd", .product(name: "Logging", package: "swift-log")]
        ),
        .target(name: "SystemdTestKit", dependencies: ["Systemd"]),

        // What the daemon and the tool do alike.
        .target(
            name: "ServerAccess",
            dependencies: ["ActivityMonitor", "MonitorConfiguration", "PlexClient", "Systemd"]
        ),
        .target(name: "ServiceFiles", dependencies: ["ActivityMonitor", "PlexModel"]),
        .target(name: "ServiceJournal", dependencies: ["ActivityMonitor", "Systemd"]),

        // The programs, as libraries; the executables only turn arguments into values.
        .target(
            name: "ActivityDaemon",
            dependencies: [
                "ActivityMonitor",
                "MonitorConfiguration",
                "MonitorRecording",
                "PlexClient",
                "ServerAccess",
                "ServiceFiles",
                "Systemd",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "ActivityControl",
            dependencies: [
                "ActivityMonitor",
                "ActivityPage",
                "MonitorConfiguration",
                "MonitorRecording",
                "PlexClient",
                "ServerAccess",
                "ServiceFiles",
                "ServiceJournal",
                "Systemd",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(
            name: "ActivityWeb",
            dependencies: [
                "ActivityMonitor",
                "ActivityPage",
                "ServiceFiles",
                "ServiceJournal",
                "Systemd",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .target(
            name: "PlexSimulator",
            dependencies: [
                "PlexModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "TOMLKit", package: "TOMLKit"),
            ]
        ),
        .executableTarget(
            name: "plex-activityd",
            dependencies: [
                "ActivityDaemon", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "plex-activityctl",
            dependencies: [
                "ActivityControl", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "plex-activity-web",
            dependencies: [
                "ActivityWeb", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "plex-simulator",
            dependencies: [
                "PlexSimulator", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        .testTarget(name: "PlexModelTests", dependencies: ["PlexModel"]),
        .testTarget(
            name: "ActivityMonitorTests", dependencies: ["ActivityMonitor", "MonitorRecording", "PlexModel"],
            exclude: ["README.md", "Transcripts"]),
        .testTarget(name: "ActivityPageTests", dependencies: ["ActivityPage", "ActivityMonitor"]),
        .testTarget(
            name: "PlexClientTests",
            dependencies: [
                "PlexClient",
                "PlexModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "MonitorConfigurationTests", dependencies: ["MonitorConfiguration", "ActivityMonitor", "PlexModel"]),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["Systemd", "SystemdTestKit", .product(name: "Logging", package: "swift-log")]
        ),
        .testTarget(
            name: "ServerAccessTests",
            dependencies: ["ServerAccess", "ActivityMonitor", "MonitorConfiguration", "PlexClient", "Systemd"]
        ),
        .testTarget(name: "ServiceFilesTests", dependencies: ["ServiceFiles", "ActivityMonitor", "PlexModel"]),
        .testTarget(
            name: "PlexSimulatorTests",
            dependencies: ["PlexSimulator", "PlexModel"]
        ),
        .testTarget(
            name: "ActivityDaemonTests",
            dependencies: [
                "ActivityDaemon", "ActivityMonitor", "MonitorConfiguration", "PlexClient", "PlexModel", "PlexSimulator",
                "ServerAccess", "ServiceFiles", "Systemd", "SystemdTestKit",
            ]
        ),
        .testTarget(
            name: "ActivityControlTests",
            dependencies: [
                "ActivityControl", "ActivityMonitor", "ActivityPage", "MonitorConfiguration", "PlexModel",
                "ServiceFiles", "ServiceJournal", "Systemd",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(
            name: "ActivityWebTests",
            dependencies: [
                "ActivityWeb", "ActivityMonitor", "ActivityPage", "ServiceFiles", "Systemd",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "EndToEndTests", dependencies: ["PlexSimulator", "PlexClient", "PlexModel"]),
        .testTarget(name: "OracleTests", dependencies: ["ActivityMonitor", "PlexModel"]),
        .testTarget(name: "HouseTests"),
    ]
)

// One place for the settings of every target: what a new target gets cannot be forgotten.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
    .enableUpcomingFeature("ExistentialAny"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
    .enableUpcomingFeature("MemberImportVisibility"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
    .enableUpcomingFeature("InternalImportsByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0461-async-function-isolation.md
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0458-strict-memory-safety.md
    .strictMemorySafety(),
    // https://github.com/swiftlang/swift-evolution/blob/main/proposals/0443-warning-control-flags.md
    .treatAllWarnings(as: .error),
]

for target in package.targets where target.type != .system {
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}
