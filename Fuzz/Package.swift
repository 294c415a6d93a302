// swift-tools-version: 6.2
import PackageDescription

// What is fuzzed is linked from the sources of the main package, and no more of it than that: systemd is not built.
// `make fuzz` builds it with what libFuzzer needs.
let package = Package(
    name: "plex-activityd-fuzz",
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    ],
    targets: [
        .target(name: "PlexModel"),
        .target(name: "ActivityMonitor", dependencies: ["PlexModel"]),
        .target(
            name: "MonitorConfiguration",
            dependencies: ["ActivityMonitor", .product(name: "TOMLKit", package: "TOMLKit")]
        ),
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

        .target(name: "FuzzInput"),
        .executableTarget(name: "fuzz-event-source", dependencies: ["FuzzInput", "PlexClient"]),
        .executableTarget(name: "fuzz-notifications", dependencies: ["FuzzInput", "PlexClient", "PlexModel"]),
        .executableTarget(name: "fuzz-activities", dependencies: ["FuzzInput", "PlexClient", "PlexModel"]),
        .executableTarget(
            name: "fuzz-responses",
            dependencies: [
                "FuzzInput", "PlexClient",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
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
