// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// A made-up server that also tells what goes on, as a function of time: the truth that polls and notifications report,
/// each in its own way. Times are milliseconds since the history's start.
struct ToldWorld {
    /// One activity from its start to its end.
    struct Life {
        var id: ActivityID
        var type: ActivityType
        var start: Int
        var end: Int
        /// For how long rows go on showing it after its end.
        var lag: Int
        /// When its progress moves, by one percent each time.
        var moves: [Int]
        /// Whether the server restarts at its end, so that nobody is told of it.
        var isCutOff = false

        /// What it shows at a time.
        func row(at time: Int) -> Activity {
            let count = self.moves.count { $0 <= time }
            let isOver = time >= self.end && !self.isCutOff
            return Activity(
                id: self.id, type: self.type, title: "Work", progress: .percent(isOver ? 100 : Double(min(99, count))),
                isCancellable: true, userID: 1)
        }
    }

    /// Something that the server tells as it happens.
    struct News {
        var at: Int
        var notification: ActivityNotification
    }

    var lives: [Life] = []
    /// When the server restarts, and until when it is down.
    var restarts: [Range<Int>] = []
    var length = 0

    /// The lives that rows show at a time.
    func shown(at time: Int) -> [Life] {
        self.lives.filter { life in
            life.start <= time && time < life.end + life.lag
                && !self.restarts.contains { life.start < $0.lowerBound && $0.lowerBound <= time }
        }
    }

    /// Everything that is told, in order.
    var news: [News] {
        self.lives.flatMap { life in
            func news(_ change: ActivityNotification.Change, _ time: Int) -> News {
                News(
                    at: time,
                    notification: ActivityNotification(id: life.id, change: change, activity: life.row(at: time)))
            }
            let moves = life.moves.filter { $0 < life.end }.map { news(.updated, $0) }
            let end = life.isCutOff || life.end >= self.length ? [] : [news(.ended, life.end)]
            return [news(.started, life.start)] + moves + end
        }.sorted { $0.at < $1.at }
    }

    /// A world that follows from a seed.
    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed, "told world")
        self.length = random.number(20...90) * 1_000
        if random.chance(35) {
            let start = random.number(20...80) * self.length / 100
            self.restarts = [start..<start + random.number(1...8) * 1_000]
        }
        if random.chance(50) {
            for (number, start) in ([0] + self.restarts.map(\.upperBound)).enumerated() {
                let end = number < self.restarts.count ? self.restarts[number].lowerBound : self.length
                self.lives.append(
                    Life(
                        id: ActivityID("butler-\(number)"), type: .butler, start: start, end: end, lag: 0, moves: [],
                        isCutOff: true))
            }
        }
        let isBusy = random.chance(20)
        let lags = random.chance(30)
        for number in 0..<random.number(1...(isBusy ? 25 : 6)) {
            self.lives.append(self.life(number, lags: lags, &random))
        }
    }

    private func life(_ number: Int, lags: Bool, _ random: inout SeededGenerator) -> Life {
        var start = random.chance(15) ? 0 : random.number(0...self.length - 1_000)
        for restart in self.restarts where restart.contains(start) { start = restart.upperBound }
        let age = random.one(
            of: random.number(1...200), random.number(200...3_000), random.number(3_000...40_000), self.length)
        var life = Life(
            id: ActivityID("a\(number)"),
            type: random.one(of: .libraryUpdateItemMetadata, .generateCredits, .libraryRefreshItems), start: start,
            end: min(start + age, self.length), lag: lags ? random.number(0...1_500) : 0, moves: [])
        if let restart = self.restarts.first(where: { life.start < $0.lowerBound && $0.lowerBound <= life.end }) {
            life.end = restart.lowerBound
            life.isCutOff = true
        }
        var move = life.start
        for _ in 0..<random.number(0...8) {
            move += random.number(50...4_000)
            if move < life.end { life.moves.append(move) }
        }
        return life
    }
}
