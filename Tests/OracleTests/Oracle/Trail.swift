// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What shows that work moves.
struct Values: Hashable, Sendable {
    var progress: Double?
    var title: String
    var subtitle: String

    init(_ row: Activity) {
        self.progress = row.progress.percentage
        self.title = row.title
        self.subtitle = row.subtitle
    }

    /// Whether both may be the same state of the work: an unknown progress may be any.
    func mayEqual(_ other: Values) -> Bool {
        self.title == other.title && self.subtitle == other.subtitle
            && (self.progress == nil || other.progress == nil || self.progress == other.progress)
    }
}

/// All that was observed of one uuid at one entry.
struct Trail {
    /// A look at its values.
    struct Sight {
        var at: Moment
        var handledAt: Moment
        var values: Values
        var isPoll: Bool
    }

    /// Its last row, from whatever source.
    var row: Activity
    /// The most that it can have been seen running.
    var age = EvidenceMeter()
    /// The least that it was seen running.
    var leastAge = PollMeter()
    /// The least that it was seen standing still.
    var leastStall = PollMeter()
    /// The looks at its values, in the order of their moments.
    private(set) var sights: [Sight] = []
    /// Since when its values may have been the same.
    private(set) var unchangedSince: Moment?
    /// Whether title or subtitle may have changed.
    private(set) var mayHaveTalked = false
    /// The last instant at which anything told of it.
    var lastSign: Moment
    /// When it was first observed.
    var firstSign: Moment
    /// The number of the complete look in which it was first shown.
    var firstLook: Int
    /// When a complete list did not show it any more; nil while the last one did.
    var goneAt: Moment?
    /// When news of its end were received.
    var endHeardAt: Moment?
    /// The kind it belongs to, by its last row.
    var kind: Kindred { Kindred(self.row) }
    /// What was saved of the lower bounds.
    var saved: (age: Milliseconds, stall: Milliseconds) = (0, 0)

    init(row: Activity, at moment: Moment, look: Int) {
        self.row = row
        self.lastSign = moment
        self.firstSign = moment
        self.firstLook = look
    }

    /// The most that it can have stood still.
    var mostStall: Milliseconds { self.unchangedSince.map { self.age.total(since: $0) } ?? 0 }

    /// Takes a look at its values.
    ///
    /// - Parameter pollsAround: the polls, by the moments at which they were sent and handled, that news may overtake.
    mutating func look(_ sight: Sight, pollsAround polls: [(sent: Moment, handled: Moment)]) {
        var index = self.sights.count
        while index > 0, self.sights[index - 1].at > sight.at { index -= 1 }
        self.sights.insert(sight, at: index)
        if self.sights.count > 400 { self.sights.removeFirst(200) }
        if index == self.sights.count - 1, sight.isPoll, index > 0, self.sights[index - 1].isPoll,
            self.sights[index - 1].values.mayEqual(sight.values), self.unchangedSince != nil,
            self.sights[index - 1].values.progress == sight.values.progress
        {
            return
        }
        self.findRun(polls)
    }

    /// Finds since when the values may have been the same: back from the last look to the first that differs.
    private mutating func findRun(_ polls: [(sent: Moment, handled: Moment)]) {
        guard let last = self.sights.last else { return }
        var since = last.at
        var known = last.values
        for sight in self.sights.dropLast().reversed() {
            if !sight.isPoll, polls.contains(where: { $0.sent <= sight.at && sight.at <= $0.handled }) { continue }
            guard sight.values.mayEqual(known) else {
                if sight.values.title != known.title || sight.values.subtitle != known.subtitle {
                    self.mayHaveTalked = true
                }
                break
            }
            since = sight.at
            known.progress = known.progress ?? sight.values.progress
        }
        self.unchangedSince = since
    }
}

/// The same work, whatever its uuid: the type and the section, where it has named one.
struct Kindred: Hashable, Comparable {
    var type: String
    var section: String?

    init(_ row: Activity) {
        self.type = row.type.rawValue
        self.section = row.sectionID?.rawValue
    }

    init(type: String, section: String?) {
        self.type = type
        self.section = section
    }

    /// Whether its section is known, where its type has one.
    var isWhole: Bool { self.section != nil || self.type != ActivityType.libraryUpdateSection.rawValue }

    /// Whether both may be the same work.
    func mayBe(_ other: Kindred) -> Bool {
        self.type == other.type && (self.section == other.section || !self.isWhole || !other.isWhole)
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.type, left.section ?? "") < (right.type, right.section ?? "")
    }
}
