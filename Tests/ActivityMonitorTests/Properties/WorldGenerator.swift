// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Makes up what goes on in a server.
enum WorldGenerator {
    /// A server on which anything may go on, several activities of one kind included.
    static func world(of server: String, length: Int, _ random: inout SeededGenerator) -> World {
        let restarts = random.chance(15) ? [random.number(20...80) * length / 100] : []
        var activities = self.butlerRows(of: server, length: length, restarts: restarts)
        let isBusy = random.chance(30)
        for number in 0..<random.number(1...(isBusy ? 6 : 3)) {
            let type = self.type(&random)
            let section = type == .libraryUpdateSection ? random.one(of: "1", "2", "2") : nil
            var activity = self.activity(
                "\(server)-\(number)", type: type, section: section, length: length, restarts: restarts, &random)
            if section != nil, random.chance(40) { activity.namesSectionAfter = random.number(1...25) * 1_000 }
            if random.chance(20) { activity.respawns = random.number(1...5) }
            activities.append(activity)
        }
        // Short runs of one kind, from which a history of usual lengths follows.
        if random.chance(20) {
            let last = random.number(5...7)
            for number in 0..<last {
                var run = self.activity(
                    "\(server)-run\(number)", type: .libraryUpdateSection, section: "2", length: length, restarts: [],
                    &random)
                run.start = 3_000 + number * 6_000
                run.end = number == last - 1 ? length : run.start + 5_000
                activities.append(run)
            }
        }
        return World(activities: activities, restarts: restarts)
    }

    /// A server on which no two activities are of one kind and each scan names its section from the start.
    static func worldOfSingles(of server: String, length: Int, _ random: inout SeededGenerator) -> World {
        let restarts = random.chance(10) ? [random.number(20...80) * length / 100] : []
        var activities = self.butlerRows(of: server, length: length, restarts: restarts)
        let kinds: [(ActivityType, String?)] = [
            (.libraryUpdateSection, "1"), (.libraryUpdateSection, "2"), (.generateCredits, nil),
            (.libraryUpdateItemMetadata, nil), (.generateIntros, nil), (ActivityType("x.new.work"), nil),
        ]
        for (number, kind) in kinds.enumerated() where random.chance(50) {
            activities.append(
                self.activity(
                    "\(server)-\(number)", type: kind.0, section: kind.1, length: length, restarts: restarts, &random))
        }
        return World(activities: activities, restarts: restarts)
    }

    private static func butlerRows(of server: String, length: Int, restarts: [Int]) -> [ScriptedActivity] {
        var rows: [ScriptedActivity] = []
        for (number, start) in ([0] + restarts).enumerated() {
            let end = number < restarts.count ? restarts[number] : .max
            rows.append(
                ScriptedActivity(
                    uuid: "\(server)-butler-\(number)", type: .butler, title: "Butler", start: start, end: end,
                    looks: [.init(at: start, progress: 100, subtitle: "")], reaction: .ignores))
        }
        return rows
    }

    private static func type(_ random: inout SeededGenerator) -> ActivityType {
        switch random.number(0...99) {
        case ..<50: .libraryUpdateSection
        case ..<65: .generateCredits
        case ..<72: .generateIntros
        case ..<80: .libraryUpdateItemMetadata
        case ..<85: .generateVideoPreviews
        case ..<90: .grabberGrab
        case ..<95: .mediaDownload
        default: ActivityType("x.new.work")
        }
    }

    private static func activity(
        _ uuid: String, type: ActivityType, section: String?, length: Int, restarts: [Int],
        _ random: inout SeededGenerator
    ) -> ScriptedActivity {
        let start = random.chance(30) ? 0 : random.number(0...(length * 6 / 10))
        var end = random.chance(40) ? start + random.number(2...120) * 1_000 : Int.max / 4
        if let restart = restarts.first(where: { $0 > start }) { end = min(end, restart) }
        var activity = ScriptedActivity(
            uuid: uuid, type: type, section: section,
            title: random.one(of: "Scanning Movies", "Scanning Shows", "Keep this", "Analysis"),
            isCancellable: random.one(of: false, false, true, nil), user: random.one(of: 1, 1, 7, nil),
            start: start, end: end, looks: [],
            reaction: random.chance(70) ? .ends(after: random.one(of: 0, 2_000, 9_000, 30_000)) : .ignores)
        var look = ScriptedActivity.Look(
            at: start, progress: random.chance(15) ? nil : Double(random.number(0...60)),
            subtitle: random.one(of: "", "An Item"))
        activity.looks.append(look)
        // It moves for a while, and then it may stick.
        var moves = random.chance(40) ? random.number(0...3) : random.number(0...25)
        while moves > 0, look.at < length {
            look.at += random.number(1...20) * 1_000
            switch random.number(0...9) {
            case ..<6: look.progress = look.progress.map { min(100, $0 + Double(random.number(1...9))) }
            case ..<9: look.subtitle = "Item \(moves)"
            default: look.progress = look.progress == nil ? 50 : nil
            }
            activity.looks.append(look)
            moves -= 1
        }
        return activity
    }
}
