// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// How one run of an activity goes on: a pure function from the time since its start to what it shows.
package struct Course: Hashable, Sendable {
    /// Where it stops moving for good.
    package enum Stick: Hashable, Sendable {
        /// When its progress has reached this percentage.
        case percent(Double)
        /// This time after its start.
        case time(Duration)
    }

    /// The progress at the start, in percent.
    package var from: Double
    /// The progress at the end, in percent.
    package var to: Double
    /// How long it takes from one to the other; above zero.
    package var duration: Duration
    /// In how many equal steps progress, titles and subtitles move; at least 1.
    package var steps: Int
    /// How long it is still shown after it has reached the end, so that a poll can see it there.
    package var staysAtEnd: Duration
    /// Where it stops moving for good; nil means that it comes to its end.
    package var stick: Stick?
    /// Whether only its subtitle moves, while the progress stays where it started.
    package var movesOnlySubtitle: Bool
    /// Whether its progress is always −1, the server's sign for indeterminate.
    package var isIndeterminate: Bool
    /// When it names its section; until then it has ``unnamedTitle``, no subtitle and no Context, as real scans do for
    /// about a second.
    package var namesSectionAfter: Duration
    /// Its title until it names its section.
    package var unnamedTitle: String

    /// A course with these values; by default it goes from 0 to 100 in ten seconds and is seen at 100 for a second.
    package init(
        from: Double = 0,
        to: Double = 100,
        duration: Duration = .seconds(10),
        steps: Int = 100,
        staysAtEnd: Duration = .seconds(1),
        stick: Stick? = nil,
        movesOnlySubtitle: Bool = false,
        isIndeterminate: Bool = false,
        namesSectionAfter: Duration = .zero,
        unnamedTitle: String = "Scanning"
    ) {
        self.from = from
        self.to = to
        self.duration = duration
        self.steps = steps
        self.staysAtEnd = staysAtEnd
        self.stick = stick
        self.movesOnlySubtitle = movesOnlySubtitle
        self.isIndeterminate = isIndeterminate
        self.namesSectionAfter = namesSectionAfter
        self.unnamedTitle = unnamedTitle
    }

    /// How long the run lasts when nobody stops it; nil if it sticks and therefore never ends.
    package var length: Duration? {
        self.stick == nil ? self.duration + self.staysAtEnd : nil
    }

    /// The time since the start after which nothing moves any more; nil if it does not stick.
    package var sticksAfter: Duration? {
        switch self.stick {
        case nil: nil
        case .time(let time): min(time, self.duration)
        case .percent(let percent):
            self.to == self.from ? .zero : self.duration * ((percent - self.from) / (self.to - self.from))
        }
    }

    /// How many of the steps are done at a time since the start, from 0 to ``steps``.
    package func stepsDone(after elapsed: Duration) -> Int {
        let moving = max(.zero, min(elapsed, self.sticksAfter ?? self.duration, self.duration))
        // A hundred-thousandth of a step makes up for the rounding of a percentage to a time.
        return Int(moving / self.duration * Double(self.steps) + 0.000_01)
    }

    /// When what it shows may change next, as a time since the start that is later than this one; nil if it shows the same
    /// from now on.
    package func nextChange(after elapsed: Duration) -> Duration? {
        let step = self.duration * (self.stepsDone(after: elapsed) + 1) / self.steps
        let moments = [self.namesSectionAfter, self.sticksAfter, min(step, self.sticksAfter ?? self.duration)]
        return moments.compactMap { $0 }.filter { $0 > elapsed }.min()
    }

    /// The progress at a time since the start.
    package func progress(after elapsed: Duration) -> ActivityProgress {
        if self.isIndeterminate { return .unknown }
        if self.movesOnlySubtitle { return .percent(self.from) }
        if case .percent(let percent) = self.stick, let end = self.sticksAfter, elapsed >= end {
            return .percent(percent)
        }
        // Multiplied first: 28 steps of 100 are 28 per cent and not 28.000000000000004.
        let distance = (self.to - self.from) * Double(self.stepsDone(after: elapsed))
        return .percent(self.from + distance / Double(self.steps))
    }

    /// Which of several texts, spread evenly over the steps, is shown at a time since the start.
    package func text(of texts: [String], after elapsed: Duration) -> String? {
        guard let last = texts.last else { return nil }
        let index = self.stepsDone(after: elapsed) * texts.count / self.steps
        return index < texts.count ? texts[index] : last
    }
}
