// SPDX-License-Identifier: Apache-2.0

/// The `type` of an activity, such as `library.update.section`.
///
/// The set is open: a newer server may send types that are not listed here. The program shows them, but no wildcard of
/// a rule matches them.
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

    /// The dotted name. The name of an unknown type is not safe for a terminal.
    public var description: String { self.rawValue }

    /// Orders by name, so that output has a defined order.
    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension ActivityType {
    /// A library scan: the only type whose Context names a section, about a second after the start.
    public static let libraryUpdateSection = Self("library.update.section")
    /// The metadata update of one item; up to three run at once after a scan.
    public static let libraryUpdateItemMetadata = Self("library.update.item.metadata")
    /// A refresh of items or collections; a person who opens an item in Plex Web causes a burst of them.
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
    /// The DVR's subscriptions; it runs every few minutes, for seconds.
    public static let providerSubscriptionsProcess = Self("provider.subscriptions.process")
    /// A reload of the programme guide; saving a DVR while it runs deadlocks the server.
    public static let providerGuideLoad = Self("provider.epg.load")
    /// A conversion for Downloads.
    public static let mediaDownload = Self("media.download")
    /// An offline transcode.
    public static let mediaOfflineTranscode = Self("media.offline.transcode")
    /// A stream or recording of live television.
    public static let grabberGrab = Self("grabber.grab")
    /// The maintenance row; an idle server shows it permanently, at progress 100.
    public static let butler = Self("butler")

    /// The types that a public capture, tool or database listing shows.
    ///
    /// Wildcards of rules match only these types.
    public static let known: Set<ActivityType> = [
        .libraryUpdateSection, .libraryUpdateItemMetadata, .libraryRefreshItems, .generateVideoPreviews,
        .generateChapterThumbnails, .generateIntros, .generateCredits, .generateVoiceActivity, .generateLoudness,
        .generateMusicAnalysis, .providerSubscriptionsProcess, .providerGuideLoad, .mediaDownload,
        .mediaOfflineTranscode, .grabberGrab, .butler,
    ]

    /// Whether the type is in ``known``.
    public var isKnown: Bool { Self.known.contains(self) }

    /// Whether the Context of activities of this type names a library section.
    ///
    /// Of all captured types only `library.update.section` does.
    public var carriesSection: Bool { self == .libraryUpdateSection }

    /// The maintenance task that does this type's work; `DELETE /butler/{task}` stops it.
    ///
    /// The mapping is inferred from the names of the tasks in Plex's API description. Analysis outside the maintenance
    /// window belongs to no task, so a stop of the task has no effect on it.
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
