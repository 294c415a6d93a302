// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The course of one run: a pure function from the time since its start to its values.
package struct Course: Hashable, Sendable {
    /// The point at which a run sticks permanently.
    package enum Stick: Hashable, Sendable {
        /// At this percentage.
        case percent(Double)
        /// At this time after its start.
        case time(Duration)
    }

    /// The progress at the start, in percent.
    package var from: Double
    /// The progress at the end, in percent.
    package var to: Double
    /// The time from the first to the last value; above zero.
    package var duration: Duration
    /// The number of equal steps of progress, titles and subtitles; at least 1.
    package var steps: Int
    /// How long the run stays visible at its end, so that a poll can see it there.
    package var staysAtEnd: Duration
    /// The point at which the run sticks; nil for a run that ends.
    package var stick: Stick?
    /// Whether only its subtitle moves, while the progress stays at its first value.
    package var movesOnlySubtitle: Bool
    /// Whether its progress is always −1, the server's sign for indeterminate progress.
    package var isIndeterminate: Bool
    /// When the run names its section. Until then it has ``unnamedTitle``, no subtitle and no Context, like real scans
    /// for about a second.
    package var namesSectionAfter: Duration
    /// The title before the run names its section.
    package var unnamedTitle: String

    /// A course with these values; by default it goes from 0 to 100 in ten seconds, and stays at 100 for a second.
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

    /// The length of the run without a stop; nil for a run that sticks and never ends.
    package var length: Duration? {
        self.stick == nil ? self.duration + self.staysAtEnd : nil
    }

    /// The time from the start until the run sticks; nil for a run that does not stick.
    package var sticksAfter: Duration? {
        switch self.stick {
        case nil: nil
        case .time(let time): min(time, self.duration)
        case .percent(let percent):
            self.to == self.from ? .zero : self.duration * ((percent - self.from) / (self.to - self.from))
        }
    }

    /// The number of completed steps at a time since the start, from 0 to ``steps``.
    package func stepsDone(after elapsed: Duration) -> Int {
        let moving = max(.zero, min(elapsed, self.sticksAfter ?? self.duration, self.duration))
        // A hundred-thousandth of a step makes up for the rounding of a percentage to a time.
        return Int(moving / self.duration * Double(self.steps) + 0.000_01)
    }

    /// The time since the start of the next possible change, after this time; nil for no further change.
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
        // Multiply first: 28 steps of 100 must give 28 percent, not 28.000000000000004.
        let distance = (self.to - self.from) * Double(self.stepsDone(after: elapsed))
        return .percent(self.from + distance / Double(self.steps))
    }

    /// The text at a time since the start, from texts that are spread evenly over the steps.
    package func text(of texts: [String], after elapsed: Duration) -> String? {
        guard let last = texts.last else { return nil }
        let index = self.stepsDone(after: elapsed) * texts.count / self.steps
        return index < texts.count ? texts[index] : last
    }
}
