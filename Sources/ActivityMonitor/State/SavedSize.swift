// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension String {
    /// An upper bound of its bytes in a saved state. Control characters, quotes and slashes are escaped.
    var savedSize: Int {
        self.utf8.reduce(2) { size, byte in
            switch byte {
            case ..<0x20: size + 6
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), 0x7F: size + 6
            default: size + 1
            }
        }
    }

    /// The text, cut to this number of bytes in a saved state.
    func cut(toSavedSize limit: Int) -> String {
        guard self.savedSize > limit else { return self }
        var size = 2
        return String(
            self.prefix { character in
                size += String(character).savedSize - 2
                return size <= limit
            })
    }
}

extension WorkKind {
    /// An upper bound of its bytes in a saved state, with the names of its members.
    var savedSize: Int { 64 + self.type.rawValue.savedSize + (self.section?.rawValue.savedSize ?? 0) }
}

extension SavedActivity {
    /// An upper bound of its bytes.
    fileprivate var savedSize: Int {
        let texts = [
            self.uuid.rawValue, self.type.rawValue, self.title ?? "", self.subtitle ?? "", self.textHash,
            self.section?.rawValue ?? "", self.request?.rule ?? "", self.request?.remedy ?? "",
            self.request?.section?.rawValue ?? "",
        ]
        return texts.reduce(740) { $0 + $1.savedSize }
    }
}

extension Subject {
    fileprivate var savedSize: Int {
        switch self {
        case .activity(let id): 64 + id.rawValue.savedSize
        case .kind(let kind): 64 + kind.savedSize
        }
    }
}

extension SavedServer {
    /// The largest number of bytes of each part. Their sum stays below a mebibyte, with room for the restraints.
    private enum Share {
        static let activities = 240_000
        static let past = 80_000
        static let ended = 40_000
        static let kinds = 80_000
        static let clocks = 120_000
        static let spent = 80_000
        static let operations = 120_000
        static let history = 90_000
        static let starts = 110_000
    }

    /// The number of activities that are considered for saving. The share of the activities holds 333 at most.
    static let mostActivities = 1_000

    /// Leaves out elements that would make the state too large. After a restart, a missing activity counts as seen for
    /// the first time, so its loss never causes a stop.
    ///
    /// Operations without a request are left out before the others.
    mutating func fit() {
        let victims = Set(self.operations.flatMap(\.victims))
        self.activities = Self.fit(self.activities, into: Share.activities, size: \.savedSize) { activity in
            // The longest evidence is the hardest to gain again.
            (victims.contains(activity.uuid) || activity.request != nil ? 0 : 1, -activity.ageMicroseconds)
        }
        self.past = self.past.map { runs in
            Self.fit(
                runs, into: Share.past, size: { $0.activity.savedSize + 96 }, rank: { (0, -$0.goneAt.nanoseconds) })
        }
        self.ended = self.ended.map { ids in
            Self.fit(ids, into: Share.ended, size: { $0.rawValue.savedSize + 1 }, rank: { _ in (0, 0) })
        }
        self.kinds = Self.fit(
            self.kinds, into: Share.kinds, size: { WorkKind(type: $0.type, section: $0.section).savedSize + 320 },
            rank: { (0, -$0.ageMicroseconds) })
        self.clocks = Self.fit(
            self.clocks, into: Share.clocks, size: { $0.identity.savedSize + $0.subject.savedSize + 256 },
            rank: { ($0.announced.fired ? 0 : 1, -($0.heldMicroseconds ?? 0)) })
        var room = Share.spent
        for index in self.spent.indices {
            room -= self.spent[index].identity.savedSize + 64
            self.spent[index].uuids = self.spent[index].uuids.filter { id in
                room -= id.rawValue.savedSize + 1
                return room >= 0
            }
        }
        self.operations = Self.fit(self.operations, into: Share.operations, size: \.savedSize) {
            ($0.openRemedy == nil && $0.lastRemedy == nil ? 1 : 0, 0)
        }
        self.history.fit(into: Share.history)
        self.starts.fit(into: Share.starts)
    }

    /// Leaves out the least important part that is still there, for a state that is too large nevertheless. Breakers,
    /// budgets, cooldowns, open stops and given-up uuids stay in any case.
    ///
    /// - Returns: whether there was such a part.
    package mutating func shed() -> Bool {
        if !self.history.runs.isEmpty {
            self.history = RunHistory()
        } else if !self.starts.isEmpty {
            self.starts = StartLog()
        } else if self.past != nil {
            self.past = nil
        } else if self.ended != nil {
            self.ended = nil
        } else if !self.kinds.isEmpty {
            self.kinds = []
        } else if !self.clocks.isEmpty {
            self.clocks = []
        } else if !self.activities.isEmpty {
            self.activities = []
        } else {
            return false
        }
        return true
    }

    /// The elements that fit, chosen from the lowest rank up, in their original order.
    private static func fit<Element>(
        _ elements: [Element], into limit: Int, size: (Element) -> Int, rank: (Element) -> (Int, Int64)
    ) -> [Element] {
        let sizes = elements.map(size)
        guard sizes.reduce(0, +) > limit else { return elements }
        let places = elements.enumerated().map { index, element -> (Int, Int64, Int) in
            let ranked = rank(element)
            return (ranked.0, ranked.1, index)
        }
        var room = limit
        let kept = places.sorted(by: <).map(\.2).filter { index in
            room -= sizes[index]
            return room >= 0
        }
        return kept.sorted().map { elements[$0] }
    }
}

extension SavedOperation {
    /// An upper bound of its bytes.
    fileprivate var savedSize: Int {
        let predicates = (self.predicates ?? []).reduce(0) { size, predicate in
            size + 256 + (predicate.value ?? "").savedSize + predicate.threshold.savedSize
        }
        return self.victims.reduce(1_024 + self.representative.savedSize + predicates) { $0 + $1.rawValue.savedSize }
            + self.requestedKinds.reduce(0) { $0 + $1.savedSize } + self.rule.savedSize + self.identity.savedSize
    }
}
