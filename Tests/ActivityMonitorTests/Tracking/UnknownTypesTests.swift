// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// Types that no public source shows are told, so that somebody can report them.
@Suite struct UnknownTypesTests {
    /// The diagnostics of a monitor that sees each of these lists, an hour apart, over a restart after the first.
    private static func told(_ lists: [[Activity]], apart: Duration = .hours(1), restarts: Bool = false) -> [String] {
        let settings = MonitorSettings(generation: 1, servers: [ServerSettings(name: "home")])
        var monitor = Monitor()
        var now = Instant(nanoseconds: 0)
        _ = monitor.handle(.configure(settings), at: now)
        let identity = ServerIdentity(machineIdentifier: "m", version: "1.43.3")
        _ = monitor.handle(.identity(server: "home", identity), at: now)
        var told: [String] = []
        for list in lists {
            let input = Input.poll(server: "home", sentAt: now, .snapshot(ActivitySnapshot(activities: list)))
            told += monitor.handle(input, at: now).diagnostics.map(\.message)
            if restarts {
                let state = monitor.savedState()
                monitor = Monitor(restoring: state, isSameBoot: true)
                _ = monitor.handle(.configure(settings), at: now)
            }
            now = now.advanced(by: apart)
        }
        return told
    }

    private static func work(_ uuid: String, type: String = "media.generate.ads") -> Activity {
        Activity(
            id: ActivityID(uuid), type: ActivityType(type), title: "A film", progress: .percent(1),
            isCancellable: false,
            context: .object([.init("key", .string("/library/metadata/1"))]))
    }

    @Test("the first sight of an unknown type is told with what a report needs, and without media")
    func theFirstSightIsTold() {
        #expect(
            Self.told([[Self.work("a"), Self.work("b"), Self.work("c", type: "library.update.section")]]) == [
                """
                home: the activity type media.generate.ads is new to this program: rules that stop reach it only where \
                they spell it out; please report it to the project with this line: Plex 1.43.3, a progress, \
                cancellable no, a Context with key
                """
            ])
    }

    @Test("a type is told once a day, also over a restart", arguments: [false, true])
    func aTypeIsToldOnceADay(restarts: Bool) {
        let lists = (0..<26).map { [Self.work("run-\($0)")] }
        #expect(Self.told(lists, restarts: restarts).count == 2)
        #expect(Self.told(Array(lists.prefix(24)), restarts: restarts).count == 1)
    }

    @Test("a server that makes up types is told about twenty times a day")
    func aServerThatMakesUpTypes() {
        let lists = (0..<100).map { [Self.work("run-\($0)", type: "made.up.\($0)")] }
        #expect(Self.told(lists, apart: .seconds(10)).count == 20)
        let long = String(repeating: "x", count: 100_000)
        #expect(Self.told([[Self.work("a", type: long + "\u{1B}[31m")]]).allSatisfy { $0.utf8.count < 1_000 })
    }
}
