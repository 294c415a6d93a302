// SPDX-License-Identifier: Apache-2.0

/// The `type` of an activity, such as `library.update.section`.
///
/// An open set: a newer server may send types that are not listed here. They are shown, but no wildcard of a rule
/// matches them.
public struct ActivityType: RawRepresentable, Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// The dotted lower-case name.
    public let rawValue: String

    /// A type with the name that the server sent.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// A type with the name that the server sent.
    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// The dotted name; not safe for a terminal when the type is not known.
    public var description: String { self.rawValue }

    /// Orders by name, so that output has a defined order.
    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension ActivityType {
    /// A library scan; the only type whose Context names a section (seen about a second after its start).
    public static let libraryUpdateSection = Self("library.update.section")
    /// The metadata of one item, up to three at a time after a scan.
    public static let libraryUpdateItemMetadata = Self("library.update.item.metadata")
    /// A refresh of items or collections, in bursts when somebody opens an item in Plex Web.
    public static let libraryRefreshItems = Self("library.refresh.items")
    /// Video preview thumbnails.
    public static let generateVideoPreviews = Self("media.generate.bif")
    /// Chapter thumbnails.
    public static let generateChapterThumbnails = Self("media.generate.chapter.thumbs")
    /// Intro markers.
    public static let generateIntros = Self("media.generate.intros")
    /// Credits markers.
    public static let generateCredits = Self("media.generate.credits")
    /// Voice activity, for the synchronisation of subtitles.
    public static let generateVoiceActivity = Self("media.generate.voice.activity")
    /// Loudness analysis.
    public static let generateLoudness = Self("media.generate.loudness")
    /// Sonic analysis of music.
    public static let generateMusicAnalysis = Self("media.generate.music.analysis")
    /// The DVR's subscriptions, every few minutes and for seconds.
    public static let providerSubscriptionsProcess = Self("provider.subscriptions.process")
    /// A reload of the programme guide; saving a DVR while it runs deadlocks the server.
    public static let providerGuideLoad = Self("provider.epg.load")
    /// A conversion for Downloads.
    public static let mediaDownload = Self("media.download")
    /// An offline transcode.
    public static let mediaOfflineTranscode = Self("media.offline.transcode")
    /// A stream or recording of live television.
    public static let grabberGrab = Self("grabber.grab")
    /// The maintenance row; an idle server shows it for ever, at progress 100.
    public static let butler = Self("butler")

    /// The types of which a public capture, tool or database listing is known.
    ///
    /// Wildcards of rules match these and no others.
    public static let known: Set<ActivityType> = [
        .libraryUpdateSection, .libraryUpdateItemMetadata, .libraryRefreshItems, .generateVideoPreviews,
        .generateChapterThumbnails, .generateIntros, .generateCredits, .generateVoiceActivity, .generateLoudness,
        .generateMusicAnalysis, .providerSubscriptionsProcess, .providerGuideLoad, .mediaDownload,
        .mediaOfflineTranscode, .grabberGrab, .butler,
    ]

    /// Whether this is one of the types in ``known``.
    public var isKnown: Bool { Self.known.contains(self) }

    /// Whether the Context of activities of this type names a library section.
    ///
    /// Of all captured types only `library.update.section` does.
    public var carriesSection: Bool { self == .libraryUpdateSection }

    /// The maintenance task that does this type's work, and which `DELETE /butler/{task}` stops.
    ///
    /// The map is inferred from the names of the tasks in Plex's API description; analysis that runs outside the
    /// maintenance window is no butler task, and then stopping the task has no effect.
    public var butlerTask: ButlerTask.Name? {
        switch self {
        case .generateCredits: "ButlerTaskGenerateCreditsMarkers"
        case .generateIntros: "ButlerTaskGenerateIntroMarkers"
        case .generateVoiceActivity: "ButlerTaskGenerateVoiceActivity"
        case .generateVideoPreviews: "GenerateMediaIndexFiles"
        case .generateChapterThumbnails: "GenerateChapterThumbs"
        case .generateLoudness: "LoudnessAnalysis"
        case .generateMusicAnalysis: "MusicAnalysis"
        default: nil
        }
    }
}
