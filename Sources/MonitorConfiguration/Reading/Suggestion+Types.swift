// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Suggestion {
    /// What people call the work of each type, in the singular.
    private static let everydayWords: [(type: ActivityType, words: Set<String>)] = [
        (.libraryUpdateSection, ["scan", "scanning", "scanner", "section", "library"]),
        (.libraryUpdateItemMetadata, ["metadata"]),
        (.libraryRefreshItems, ["refresh", "refreshing"]),
        (.generateVideoPreviews, ["bif", "preview", "thumbnail"]),
        (.generateChapterThumbnails, ["chapter"]),
        (.generateIntros, ["intro"]),
        (.generateCredits, ["credit"]),
        (.generateVoiceActivity, ["voice"]),
        (.generateLoudness, ["loudness"]),
        (.generateMusicAnalysis, ["music", "sonic"]),
        (.providerSubscriptionsProcess, ["subscription"]),
        (.providerGuideLoad, ["epg", "guide"]),
        (.mediaDownload, ["download"]),
        (.mediaOfflineTranscode, ["sync", "transcode", "optimize"]),
        (.grabberGrab, ["recording", "record", "dvr"]),
        (.butler, ["maintenance"]),
    ]

    /// The known type that a text most probably means: one that is spelled much alike, or one that people call so.
    static func nearestType(to text: String) -> ActivityType? {
        if let near = Self.nearest(to: text, among: ActivityType.known.map(\.rawValue).sorted()) {
            return ActivityType(near)
        }
        let words = text.lowercased().split { !$0.isLetter }.map { word in
            word.count > 3 && word.last == "s" && word.dropLast().last != "s" ? String(word.dropLast()) : String(word)
        }
        // The last words say most: `library.metadata` means metadata.
        for word in words.reversed() {
            if let found = Self.everydayWords.first(where: { $0.words.contains(word) }) { return found.type }
        }
        return nil
    }
}
