// SPDX-License-Identifier: Apache-2.0

/// One maintenance task in the answer to `GET /butler`. The answer does not say which tasks run.
public struct ButlerTask: Hashable, Sendable {
    /// The name in the path of `DELETE /butler/{task}`, such as `LoudnessAnalysis`.
    public struct Name: RawRepresentable, Hashable, Comparable, Codable, Sendable, ExpressibleByStringLiteral,
        CustomStringConvertible
    {
        /// The name as the server spells it.
        public let rawValue: String

        /// A task with the server's name for it.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A task with the server's name for it.
        public init(stringLiteral value: String) {
            self.rawValue = value
        }

        /// The name as the server spells it.
        public var description: String { self.rawValue }

        /// Orders by name, so that output has a defined order.
        public static func < (left: Self, right: Self) -> Bool {
            left.rawValue < right.rawValue
        }

        /// The tasks that Plex's API description or a live server lists. Other names are as good: a newer server has more.
        public static let known: Set<Name> = [
            "AutomaticUpdates", "BackupDatabase", "ButlerTaskCleanSupplementalLogFiles", "ButlerTaskGenerateAdMarkers",
            "ButlerTaskGenerateCreditsMarkers", "ButlerTaskGenerateIntroMarkers", "ButlerTaskGenerateVoiceActivity",
            "CleanOldBundles", "CleanOldCacheFiles", "DeepMediaAnalysis", "GarbageCollectBlobs",
            "GarbageCollectLibraryMedia", "GenerateBlurHashes", "GenerateChapterThumbs", "GenerateMediaIndexFiles",
            "LoudnessAnalysis", "MusicAnalysis", "OptimizeDatabase", "ProcessAssets", "RefreshEpgGuides",
            "RefreshLibraries", "RefreshLocalMedia", "RefreshPeriodicMetadata", "UpgradeMediaAnalysis",
        ]

        /// Whether the task is in ``known``.
        public var isKnown: Bool { Self.known.contains(self) }

        /// Whether the task protects the server's database; such a task is never stopped.
        public var protectsData: Bool {
            self.rawValue == "BackupDatabase" || self.rawValue == "OptimizeDatabase"
        }
    }

    /// The task's name.
    public var name: Name
    /// The title for people, in the server's language.
    public var title: String
    /// The server's description.
    public var summary: String
    /// Whether the task runs in the maintenance window; nil for no value.
    public var isEnabled: Bool?
    /// The days between two runs; nil for no value.
    public var interval: Int?

    /// A task with these values.
    public init(name: Name, title: String = "", summary: String = "", isEnabled: Bool? = nil, interval: Int? = nil) {
        self.name = name
        self.title = title
        self.summary = summary
        self.isEnabled = isEnabled
        self.interval = interval
    }
}
