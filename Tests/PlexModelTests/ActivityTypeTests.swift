// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@Suite("Types of activities")
struct ActivityTypeTests {
    /// The facts about one type.
    struct TypeTestCase: Sendable {
        var type: String
        var carriesSection = false
        var butlerTask: String?
    }

    /// One row for every type that is known from a capture, a tool or a database listing.
    private static let table = [
        TypeTestCase(type: "library.update.section", carriesSection: true),
        TypeTestCase(type: "library.update.item.metadata"),
        TypeTestCase(type: "library.refresh.items"),
        TypeTestCase(type: "media.generate.bif", butlerTask: "GenerateMediaIndexFiles"),
        TypeTestCase(type: "media.generate.chapter.thumbs", butlerTask: "GenerateChapterThumbs"),
        TypeTestCase(type: "media.generate.intros", butlerTask: "ButlerTaskGenerateIntroMarkers"),
        TypeTestCase(type: "media.generate.credits", butlerTask: "ButlerTaskGenerateCreditsMarkers"),
        TypeTestCase(type: "media.generate.voice.activity", butlerTask: "ButlerTaskGenerateVoiceActivity"),
        TypeTestCase(type: "media.generate.loudness", butlerTask: "LoudnessAnalysis"),
        TypeTestCase(type: "media.generate.music.analysis", butlerTask: "MusicAnalysis"),
        TypeTestCase(type: "provider.subscriptions.process"),
        // RefreshEpgGuides would be the task, but a guide load is protected and no ladder reaches it.
        TypeTestCase(type: "provider.epg.load"),
        TypeTestCase(type: "media.download"),
        TypeTestCase(type: "media.offline.transcode"),
        TypeTestCase(type: "grabber.grab"),
        TypeTestCase(type: "butler"),
    ]

    @Test("the known types are these and no others")
    func known() {
        #expect(ActivityType.known.map(\.rawValue).sorted() == Self.table.map(\.type).sorted())
    }

    @Test("each type has its section and its maintenance task, or none", arguments: Self.table)
    func facts(testCase: TypeTestCase) {
        let type = ActivityType(testCase.type)
        #expect(type.isKnown)
        #expect(type.carriesSection == testCase.carriesSection)
        #expect(type.butlerTask?.rawValue == testCase.butlerTask)
    }

    @Test(
        "a type of another spelling is unknown and has neither",
        arguments: ["", "library.scan", "media.generate.something", "Library.Update.Section", "butler ", "butler\u{0}"])
    func unknown(name: String) {
        let type = ActivityType(name)
        #expect(!type.isKnown)
        #expect(!type.carriesSection)
        #expect(type.butlerTask == nil)
    }

    @Test("no activity leads to a task that guards the database")
    func dataIsSafe() {
        #expect(ActivityType.known.compactMap(\.butlerTask).allSatisfy { !$0.protectsData })
    }

    @Test(
        "the tasks that guard the database are recognised",
        arguments: [
            ("BackupDatabase", true), ("OptimizeDatabase", true), ("LoudnessAnalysis", false),
            ("backupdatabase", false),
        ])
    func protectsData(name: String, protects: Bool) {
        #expect(ButlerTask.Name(rawValue: name).protectsData == protects)
    }
}
