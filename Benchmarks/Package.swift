// swift-tools-version: 6.2
import PackageDescription

// Measures speed and memory. A package of its own, so that who builds the daemon needs none of this; what it measures are
// the very sources of the package above, through links, as `package` access ends at the package's border.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        // Without its traits: they want an allocator of their own.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])
    ],
    targets: [
        .target(name: "PlexModel"),
        .target(name: "ActivityMonitor", dependencies: ["PlexModel"]),
        .executableTarget(
            name: "Core",
            dependencies: ["ActivityMonitor", "PlexModel", .product(name: "Benchmark", package: "benchmark")],
            path: "Core",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        .target(name: "MonitorRecording", dependencies: ["ActivityMonitor", "PlexModel"]),
        .executableTarget(
            name: "Replaying",
            dependencies: [
                "ActivityMonitor", "MonitorRecording", "PlexModel", .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Replaying",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
        .executableTarget(
            name: "Decoding",
            dependencies: ["PlexModel", .product(name: "Benchmark", package: "benchmark")],
            path: "Decoding",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ]
)

for target in package.targets {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
