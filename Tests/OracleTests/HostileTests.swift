// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

/// What a hostile server lists has a bound in what must not be forgotten: 1 MiB a server.
@Suite struct HostileTests {
    /// How a list can be hostile.
    enum Malice: String, CaseIterable, Sendable {
        /// New uuids in each list.
        case uuids
        /// New sections in each list, and a row that cannot be read.
        case sections
        /// Long texts.
        case texts
        /// New uuids in news alone.
        case news
        /// New types in each list.
        case types
    }

    @Test("what is saved has a bound", arguments: Malice.allCases)
    func whatIsSavedHasABound(_ malice: Malice) {
        var core = Core()
        let setup = Setup(
            entries: [Setup.Entry(name: "home", pollInterval: 10_000)],
            rules: [
                RuleDraft(
                    name: "rule", mode: .enforce, match: Filter(types: ["library.*"]), needs: [.runningFor(30_000)])
            ])
        _ = core.take(.configure(setup), at: .begin)
        _ = core.take(.identity("home", machine: "machine-A"), at: .begin)
        var sizes: [Int] = []
        for round in 1...6 {
            let now = Moment(round * 10_000)
            let rows = (0..<2_000).map { Self.row($0, round, malice) }
            if malice == .news {
                for row in rows {
                    let news = ActivityNotification(id: row.id, change: .started, activity: row)
                    _ = core.take(
                        .news("home", receivedAt: now, news, from: Epoch(machine: "machine-A", boot: 1)), at: now)
                }
            } else {
                let list = ActivitySnapshot(activities: rows, skippedRows: malice == .sections ? 1 : 0)
                _ = core.take(
                    .poll("home", sentAt: now, .list(list), by: Epoch(machine: "machine-A", boot: 1)), at: now + 20)
            }
            if round.isMultiple(of: 3) { sizes.append(core.savedSize) }
        }
        #expect(sizes.allSatisfy { $0 <= 1_048_576 }, "\(malice.rawValue): \(sizes) bytes")
    }

    private static func row(_ number: Int, _ round: Int, _ malice: Malice) -> Activity {
        let isNew = malice == .uuids || malice == .news || malice == .sections
        var row = Activity(
            id: ActivityID(isNew ? "u\(round)-\(number)" : "u\(number)"), type: .libraryUpdateSection, title: "Scanning"
        )
        switch malice {
        case .sections:
            row.context = .object([.init("librarySectionID", .string("s\(round)-\(number)"))])
        case .texts: row.title = String(repeating: "long \(round) ", count: 100)
        case .types: row.type = ActivityType("library.type\(round)-\(number)")
        case .uuids, .news: break
        }
        return row
    }
}
