// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// One activity of a made-up server, from its start to its end, in milliseconds of the world's clock.
struct ScriptedActivity {
    /// What the activity shows from an instant on.
    struct Look {
        var at: Int
        var progress: Double?
        var subtitle: String
    }

    /// What a request that covers it does to it.
    enum Reaction {
        case ends(after: Int)
        case ignores
    }

    var uuid: String
    var type: ActivityType
    var section: String?
    /// How long after its start it names its section.
    var namesSectionAfter = 0
    var title: String
    var isCancellable: Bool?
    var user: Int?
    var start: Int
    var end: Int
    var looks: [Look]
    var reaction: Reaction
    /// How often the same work starts again after a request has ended it.
    var respawns = 0

    /// Whether it is there.
    func isThere(at time: Int) -> Bool { self.start <= time && time < self.end }

    /// The row that shows it.
    func row(at time: Int) -> Activity {
        let look = self.looks.last { $0.at <= time } ?? Look(at: 0, progress: nil, subtitle: "")
        let section = time - self.start >= self.namesSectionAfter ? self.section : nil
        return Activity(
            id: ActivityID(self.uuid), type: self.type, title: self.title, subtitle: look.subtitle,
            progress: ActivityProgress(look.progress), isCancellable: self.isCancellable, userID: self.user,
            context: section.map { .object([.init("librarySectionID", .string($0))]) })
    }
}

/// A made-up server: its activities, and what requests do to them.
struct World {
    /// Every activity that there ever is.
    var activities: [ScriptedActivity]
    /// When the server restarts: what runs then is gone.
    var restarts: [Int]

    /// The rows of an answer.
    func rows(at time: Int) -> [Activity] {
        self.activities.filter { $0.isThere(at: time) }.map { $0.row(at: time) }
    }

    /// A request arrives: what it covers ends, each in its own way, and may start again.
    mutating func receive(_ remedy: Remedy, at time: Int) {
        for index in self.activities.indices where self.activities[index].isThere(at: time) {
            let activity = self.activities[index]
            guard activity.type != .butler, Self.ends(remedy, activity.row(at: time), activity.section) else {
                continue
            }
            guard case .ends(let delay) = activity.reaction, time + delay < activity.end else { continue }
            self.activities[index].end = time + delay
            guard activity.respawns > 0 else { continue }
            var again = activity
            again.uuid += "'"
            again.respawns -= 1
            again.start = time + delay + 3_000
            again.end = again.start + (activity.end - activity.start)
            again.looks = activity.looks.map { look in
                var look = look
                look.at += again.start - activity.start
                return look
            }
            if let restart = self.restarts.first(where: { $0 > again.start }) { again.end = min(again.end, restart) }
            self.activities.append(again)
        }
    }

    private static func ends(_ remedy: Remedy, _ row: Activity, _ section: String?) -> Bool {
        switch remedy {
        case .cancelActivity(let id): row.id == id
        case .stopSectionRefresh(let target): row.type == .libraryUpdateSection && section == target.rawValue
        case .stopButlerTask(let task): row.type.butlerTask == task
        }
    }
}
