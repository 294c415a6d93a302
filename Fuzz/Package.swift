// swift-tools-version: 6.2
import PackageDescription

// What is fuzzed is linked from the sources of the main package, and no more of it than that: neither the HTTP client
// nor systemd is built. `make fuzz` builds it with what libFuzzer needs.
let package = Package(
    name: "plex-activityd-fuzz",
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0")
    ],
    targets: [
        .target(name: "PlexModel"),
        .target(name: "ActivityMonitor", dependencies: ["PlexModel"]),
        .target(
            name: "MonitorConfiguration",
            dependencies: ["ActivityMonitor", .product(name: "TOMLKit", package: "TOMLKit")]
        ),
        // Its decoding and its EventSource parser alone.
        .target(name: "PlexClient", dependencies: ["PlexModel"]),

        .target(name: "FuzzInput"),
        .executableTarget(name: "fuzz-event-source", dependencies: ["FuzzInput", "PlexClient"]),
        .executableTarget(name: "fuzz-notifications", dependencies: ["FuzzInput", "PlexClient", "PlexModel"]),
        .executableTarget(name: "fuzz-activities", dependencies: ["FuzzInput", "PlexClient", "PlexModel"]),
        .executableTarget(name: "fuzz-configuration", dependencies: ["FuzzInput", "MonitorConfiguration"]),
    ]
)

// As in the main package.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

for target in package.targets {
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}
