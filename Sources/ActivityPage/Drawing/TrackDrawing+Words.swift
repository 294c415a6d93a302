// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

extension TrackDrawing {
    /// The details of a bar, the most important line first.
    func lines(of bar: Bar) -> [String] {
        let run = self.report.runs[bar.run]
        guard bar.count == 1 else {
            return [
                English.several(bar.count, of: bar.type.map(English.type)),
                English.span(self.clock.clockTime(bar.span.begin), self.clock.clockTime(bar.span.end)),
                English.longest(bar.longest),
            ]
        }
        var lines = [self.report.name(of: run.kind)]
        if !run.title.isEmpty {
            lines.append([run.title, run.subtitle].filter { !$0.isEmpty }.joined(separator: " – "))
        }
        let begin = run.isBeginSeen ? self.time(run.begin) : English.before(self.time(run.begin))
        let end = run.end.map(self.time) ?? English.stillRunning
        lines.append(English.span(begin, end, length: run.span(until: self.report.span.end).length))
        lines.append(English.ending(run.ending, progress: run.progress))
        let stalled = run.stalls.reduce(0) { $0 + $1.length }
        if stalled > 0 { lines.append(English.stalled(stalled)) }
        return lines
    }

    /// The details of a mark.
    func lines(of mark: Mark, count: Int) -> [String] {
        let run = self.report.runs[mark.run]
        var lines = [English.mark(mark.kind, count: count)]
        lines.append(English.at(self.report.name(of: run.kind), self.time(mark.at)))
        if let rule = mark.rule { lines.append(English.byRule(rule)) }
        if let reason = mark.reason { lines.append(English.reason(reason)) }
        return lines
    }

    /// The details of an outage or a restart.
    func lines(of interruption: Interruption) -> [String] {
        let begin = self.time(interruption.span.begin)
        guard interruption.span.length > 0 else { return [English.interruption(interruption.kind), begin] }
        let end = interruption.isOpen ? English.goesOn : self.time(interruption.span.end)
        return [
            English.interruption(interruption.kind), English.span(begin, end, length: interruption.span.length),
        ]
    }

    /// A time; with its date if it lies on another day than the window.
    private func time(_ time: Int64) -> String {
        let (moment, day) = (self.clock.moment(time), self.clock.moment(self.window.begin))
        let isSameDay = (moment.year, moment.month, moment.day) == (day.year, day.month, day.day)
        return isSameDay ? self.clock.clockTime(time) : self.clock.dayAndTime(time)
    }
}

extension PageClock {
    /// `20:15`
    func clockTime(_ time: Int64) -> String {
        let moment = self.moment(time)
        return "\(CalendarTime.digits(moment.hour, 2)):\(CalendarTime.digits(moment.minute, 2))"
    }

    /// `Sun 22 Nov`
    func day(_ time: Int64) -> String { English.day(self.moment(time)) }

    /// `Sun 22 Nov 20:15`
    func dayAndTime(_ time: Int64) -> String { "\(self.day(time)) \(self.clockTime(time))" }
}
