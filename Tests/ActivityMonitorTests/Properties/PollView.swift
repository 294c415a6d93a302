// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What one poll shows of the world: all of it, part of it, something wrong, or nothing. It follows from the scenario
/// and the world's time alone, so that two runs of one scenario see the same.
struct PollView {
    var scenario: Scenario
    var server: String
    /// On the world's clock.
    var time: Int
    /// On the daemon's clock.
    var elapsed: Int

    private func random(_ question: String) -> SeededGenerator {
        SeededGenerator(seed: self.scenario.seed, "\(question) \(self.server)", self.time)
    }

    private var isInGap: Bool {
        guard let gap = self.scenario.gap else { return false }
        return (gap.at..<gap.at + gap.length).contains(self.elapsed)
    }

    /// Whether the poll was never sent.
    var isMissed: Bool { self.isInGap && self.scenario.gap?.polls == false }

    /// How the poll fails; nil where it does not.
    var failure: PollFailure.Kind? {
        if self.isInGap { return .unreachable }
        return self.scenario.outages
            .first { $0.server == self.server && ($0.from..<$0.until).contains(self.time) }?.failure
    }

    /// Whether the server says who it is if it is asked now.
    var canIdentify: Bool {
        guard !self.scenario.isRegular else { return true }
        var random = self.random("identity")
        return random.chance(55)
    }

    /// Whether an old answer arrives after this one.
    var repeatsOldAnswer: Bool {
        guard !self.scenario.isRegular else { return false }
        var random = self.random("old answer")
        return random.chance(3)
    }

    /// Who plays.
    var sessions: [PlaybackSession]? {
        var random = SeededGenerator(seed: self.scenario.seed, "sessions \(self.server)", self.time / 20_000)
        guard !random.chance(10) else { return nil }
        return (0..<random.number(0...3)).map { number in
            PlaybackSession(
                key: "\(number)", state: random.one(of: .playing, .playing, .buffering, .paused, .unknown),
                isTranscoding: random.chance(50))
        }
    }

    /// The answer that these rows become on their way.
    func snapshot(of rows: [Activity]) -> ActivitySnapshot {
        var random = self.random("snapshot")
        if self.scenario.isRegular { return self.regularSnapshot(of: rows, &random) }
        var rows = rows
        var last: Activity?
        let victim = rows.isEmpty ? 0 : random.number(0...(rows.count - 1))
        let kind = random.number(0...99)
        if kind < 14, !rows.isEmpty { last = rows.remove(at: victim) }
        guard let last else {
            if kind < 17 { return ActivitySnapshot(activities: rows, declaredSize: rows.count + 1) }
            if kind < 19 { return ActivitySnapshot(activities: rows, duplicateRows: 1) }
            return ActivitySnapshot(activities: rows)
        }
        if kind < 7 { return ActivitySnapshot(activities: rows, skippedRows: 1) }
        if kind < 12 { return ActivitySnapshot(activities: rows, contradictory: [last.id]) }
        // A server that leaves out a row and says nothing of it.
        return ActivitySnapshot(activities: rows)
    }

    /// Two runs that are compared see the same distortions: never two in a row, and what becomes of one row depends on no
    /// other, as in one of them something may have been stopped that is there in the other.
    private func regularSnapshot(of rows: [Activity], _ random: inout SeededGenerator) -> ActivitySnapshot {
        if self.time / 2_000 % 2 == 0 { return ActivitySnapshot(activities: rows) }
        var (shown, contradictory, skipped) = ([Activity](), [ActivityID](), 0)
        for row in rows {
            var fate = self.random("row \(row.id)")
            switch fate.number(0...99) {
            case ..<4: skipped += 1
            case ..<8: contradictory.append(row.id)
            default: shown.append(row)
            }
        }
        let kind = random.number(0...99)
        return ActivitySnapshot(
            activities: shown, contradictory: contradictory, skippedRows: skipped,
            duplicateRows: (3..<5).contains(kind) ? 1 : 0, declaredSize: kind < 3 ? rows.count + 2 : nil)
    }
}

/// Makes up what becomes of requests.
enum AnswerGenerator {
    /// An answer, and whether the server heard the request.
    ///
    /// - Parameter isRegular: whether answers that change what else may be stopped are left out.
    static func answer(isRegular: Bool, _ random: inout SeededGenerator) -> (RequestOutcome, isHeard: Bool) {
        switch random.number(0...99) {
        case ..<66: return (.answered(status: random.one(of: 200, 204)), true)
        case ..<76: return (.noAnswer, random.chance(50))
        case ..<80: return (.answered(status: 500), random.chance(50))
        case ..<83: return (.answered(status: 429), false)
        case ..<87: return (.answered(status: 404), false)
        case ..<91: return (.answered(status: 400), false)
        case _ where isRegular: return (.answered(status: 200), true)
        case ..<93: return (.answered(status: 401), false)
        case ..<95: return (.answered(status: 403), false)
        default: return (.notSent(reason: "the state could not be written"), false)
        }
    }
}
