// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import MonitorRecording
import PlexModel
import Testing

@testable import ActivityDaemon

@Suite(.timeLimit(.minutes(1)))
struct RecorderTests {
    private static let patience = Duration.seconds(20)

    private static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/recorder-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        do {
            try await body(path)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func settings(showsTitles: Bool = true) -> MonitorSettings {
        MonitorSettings(
            generation: 1, servers: [ServerSettings(name: "home")],
            journal: JournalSettings(showsTitles: showsTitles), textHashKey: TextHash.Key(3, 4))
    }

    private static func poll(_ number: Int) -> Input {
        let scan = Activity(id: ActivityID("scan"), type: .libraryUpdateSection, title: "Scanning \(number)")
        return .poll(
            server: "home", sentAt: Instant(nanoseconds: Int64(number)),
            .snapshot(ActivitySnapshot(activities: [scan])))
    }

    private static func items(_ path: String) throws -> [RecordingItem] {
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        var decoder = RecordingDecoder()
        return try text.split(separator: "\n").compactMap { try decoder.item([UInt8]($0.utf8)[...]) }
    }

    private static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return attributes[.posixPermissions] as? Int ?? -1
    }

    @Test("a file that is full is followed by one that can be replayed alone")
    func aFileThatIsFullIsFollowedByOneThatCanBeReplayedAlone() async throws {
        try await Self.withDirectory { directory in
            let path = "\(directory)/r.jsonl"
            let recorder = Recorder(
                path: path, bootID: "b", logger: RecordingLogger().logger, fileLimit: 2_000, fileCount: 3)
            recorder.begin(
                restoring: nil, isSameBoot: true, settings: Self.settings(), at: Instant(nanoseconds: 0))
            for number in 0..<60 {
                let input = number == 0 ? .configure(Self.settings()) : Self.poll(number)
                recorder.record(input, at: Instant(nanoseconds: Int64(number))) { SavedState() }
                await recorder.flush(upTo: Self.patience)
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            #expect(files == ["r.jsonl", "r.jsonl.1", "r.jsonl.2"])
            var last: RecordingHeader?
            for file in files.reversed() {
                #expect(try Self.mode("\(directory)/\(file)") == 0o600)
                let items = try Self.items("\(directory)/\(file)")
                guard case .segment(let header) = items.first else {
                    Issue.record("\(file) does not begin with a segment")
                    return
                }
                #expect(header.state != nil)
                if let last { #expect(header.follows(last)) }
                last = header
                guard case .input(.configure, _, isRepeated: true) = items[1] else {
                    if header.sequence == 1 { continue }
                    Issue.record("\(file) does not say the configuration")
                    return
                }
            }
        }
    }

    @Test("what cannot be written fast enough is counted and a segment follows")
    func whatCannotBeWrittenFastEnoughIsCountedAndASegmentFollows() async throws {
        try await Self.withDirectory { directory in
            let path = "\(directory)/r.jsonl"
            let recorder = Recorder(path: path, bootID: "b", logger: RecordingLogger().logger, queueLimit: 0)
            recorder.begin(
                restoring: nil, isSameBoot: true, settings: Self.settings(), at: Instant(nanoseconds: 0))
            recorder.record(.configure(Self.settings()), at: Instant(nanoseconds: 0)) { SavedState() }
            for number in 1..<5_000 {
                recorder.record(Self.poll(number), at: Instant(nanoseconds: Int64(number))) { SavedState() }
            }
            await recorder.flush(upTo: Self.patience)
            recorder.record(Self.poll(5_000), at: Instant(nanoseconds: 5_000)) { SavedState() }
            await recorder.flush(upTo: Self.patience)
            var (written, lost) = (0, 0)
            var isAfterLoss = false
            for item in try Self.items(path) {
                switch item {
                case .segment(let header):
                    #expect(header.continues == false)
                    isAfterLoss = false
                case .input(_, _, let isRepeated): if !isRepeated { written += 1 }
                case .lost(let count):
                    lost += count
                    isAfterLoss = true
                case .end: break
                }
            }
            #expect(lost > 0)
            #expect(written + lost == 5_001)
            #expect(!isAfterLoss)
        }
    }

    @Test("titles that are hidden from now on are in no later segment")
    func titlesThatAreHiddenFromNowOnAreInNoLaterSegment() async throws {
        try await Self.withDirectory { directory in
            let path = "\(directory)/r.jsonl"
            let recorder = Recorder(path: path, bootID: "b", logger: RecordingLogger().logger)
            recorder.begin(
                restoring: nil, isSameBoot: true, settings: Self.settings(), at: Instant(nanoseconds: 0))
            recorder.record(.configure(Self.settings()), at: Instant(nanoseconds: 0)) { SavedState() }
            recorder.record(Self.poll(1), at: Instant(nanoseconds: 1)) { SavedState() }
            recorder.record(.configure(Self.settings(showsTitles: false)), at: Instant(nanoseconds: 2)) { SavedState() }
            recorder.record(Self.poll(1), at: Instant(nanoseconds: 3)) { SavedState() }
            await recorder.flush(upTo: Self.patience)
            let items = try Self.items(path)
            let segments = items.indices.filter { if case .segment = items[$0] { true } else { false } }
            #expect(segments.count == 2)
            let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            let parts = text.split(separator: "{\"recording\"")
            #expect(parts[0].contains("Scanning"))
            #expect(!parts[1].contains("Scanning"))
        }
    }

    @Test("a recording that cannot be written is said once and the daemon goes on")
    func aRecordingThatCannotBeWrittenIsSaidOnceAndTheDaemonGoesOn() async throws {
        let log = RecordingLogger()
        let recorder = Recorder(path: "/nonexistent/r.jsonl", bootID: "b", logger: log.logger)
        recorder.begin(restoring: nil, isSameBoot: true, settings: Self.settings(), at: Instant(nanoseconds: 0))
        for number in 1..<50 {
            recorder.record(Self.poll(number), at: Instant(nanoseconds: Int64(number))) { SavedState() }
        }
        await recorder.flush(upTo: Self.patience)
        #expect(log.messages.filter { $0.contains("/nonexistent/r.jsonl") }.count == 1)
    }
}
