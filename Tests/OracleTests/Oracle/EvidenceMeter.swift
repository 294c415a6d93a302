// SPDX-License-Identifier: Apache-2.0

/// Adds up the most time that a series of observations can prove: an upper bound, whatever the order in which they came.
///
/// A span counts if it lies between two neighbouring observations, is no longer than the limit that held then, and
/// nothing that breaks evidence lies in it. What was observed before a failure became known may count up to there.
struct EvidenceMeter {
    private struct Point {
        var at: Moment
        var limit: Milliseconds
        var sum: Milliseconds
    }

    private var points: [Point] = []
    private var breaks: [Moment] = []

    /// The sum over all observations.
    var total: Milliseconds { self.points.last?.sum ?? 0 }

    /// The first observation.
    var first: Moment? { self.points.first?.at }

    /// The last observation.
    var last: Moment? { self.points.last?.at }

    /// The sum over the observations from a moment on.
    func total(since moment: Moment) -> Milliseconds {
        var index = self.points.count
        while index > 0, self.points[index - 1].at >= moment { index -= 1 }
        guard index < self.points.count else { return 0 }
        return self.total - self.points[index].sum
    }

    /// Takes an observation.
    mutating func observe(at moment: Moment, limit: Milliseconds) {
        guard let last = self.points.last else {
            self.points.append(Point(at: moment, limit: limit, sum: 0))
            return
        }
        if last.at < moment {
            self.points.append(Point(at: moment, limit: limit, sum: 0))
            self.add(from: self.points.count - 1)
        } else {
            var index = self.points.count
            while index > 0, self.points[index - 1].at >= moment { index -= 1 }
            guard self.points[index].at != moment else { return }
            self.points.insert(Point(at: moment, limit: max(limit, self.points[index].limit), sum: 0), at: index)
            self.add(from: index)
        }
    }

    /// Takes something that breaks evidence: no span counts that goes from before it, or from the last observation that
    /// was handled before it, to after it.
    mutating func interrupt(at moment: Moment) {
        let moment = max(moment, self.points.last?.at ?? moment)
        var index = self.breaks.count
        while index > 0, self.breaks[index - 1] > moment { index -= 1 }
        self.breaks.insert(moment, at: index)
    }

    private mutating func add(from index: Int) {
        for index in index..<self.points.count {
            guard index > 0 else {
                self.points[index].sum = 0
                continue
            }
            let before = self.points[index - 1]
            let span = self.points[index].at - before.at
            let counts = span <= self.points[index].limit && !self.isBroken(before.at, self.points[index].at)
            self.points[index].sum = before.sum + (counts ? span : 0)
        }
    }

    private func isBroken(_ start: Moment, _ end: Moment) -> Bool {
        for moment in self.breaks.reversed() {
            if moment < start { return false }
            if moment < end { return true }
        }
        return false
    }
}

/// Adds up the least time that the polls have proved: a lower bound, over unbroken spans between polls alone.
struct PollMeter {
    /// The sum.
    private(set) var total: Milliseconds = 0
    /// The poll that ends the last span.
    private var last: Moment?

    /// Takes a poll that shows what is measured.
    mutating func observe(at moment: Moment, after previous: Moment?, limit: Milliseconds) {
        if let last = self.last, last == previous, moment - last <= limit { self.total += moment - last }
        self.last = moment
    }

    /// Whether a span has begun.
    var isRunning: Bool { self.last != nil }

    /// Begins again.
    mutating func clear() { self = PollMeter() }

    /// Begins again with this poll.
    mutating func clear(at moment: Moment) {
        self.total = 0
        self.last = moment
    }

    /// Goes on from what was saved.
    mutating func restore(_ total: Milliseconds) {
        self.total = total
        self.last = nil
    }
}
