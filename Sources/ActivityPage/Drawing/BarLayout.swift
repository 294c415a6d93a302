// SPDX-License-Identifier: Apache-2.0
private import PlexModel

/// A family of types that share a colour.
enum WorkFamily: Int, Hashable, Sendable, CaseIterable {
    /// Scans of libraries.
    case scan
    /// Metadata and refreshes of items.
    case metadata
    /// Analysis of media.
    case analysis
    /// Recordings, downloads and live television.
    case media
    /// Maintenance, and types that this version does not know.
    case other

    /// The family of a type.
    init(type: String) {
        let type = ActivityType(rawValue: type)
        self =
            switch type {
            case .libraryUpdateSection: .scan
            case .libraryUpdateItemMetadata, .libraryRefreshItems: .metadata
            case .mediaDownload, .mediaOfflineTranscode, .grabberGrab: .media
            default: type.butlerTask == nil ? .other : .analysis
            }
    }

    /// The class of a bar in the style sheet.
    var className: StaticString {
        switch self {
        case .scan: "f0"
        case .metadata: "f1"
        case .analysis: "f2"
        case .media: "f3"
        case .other: "f4"
        }
    }
}

/// A bar of the timeline: one run, or several that no pixel can tell apart.
struct Bar: Hashable, Sendable {
    /// The part of its runs inside the window.
    var span: TimeSpan
    /// The run; the longest of several.
    var run: Int
    /// The number of runs.
    var count = 1
    /// The types of its runs, if there is only one.
    var type: String?
    /// Their family, if there is only one.
    var family: WorkFamily?
    /// The lane, from 0.
    var lane: Int
    /// The times without a sign of life.
    var stalls: [TimeSpan]
    /// The length of the longest run, in microseconds.
    var longest: Int64
}

/// The bars of one row in one window.
struct BarLayout: Sendable {
    /// The largest number of lanes for work at the same time; more work shares the last one.
    static let laneLimit = 5
    /// Runs shorter than so many pixels may become one bar with others.
    private static let smallPixels: Int64 = 4
    /// Marks closer than so many pixels become one.
    private static let markPixels: Int64 = 8

    /// The bars by lane and beginning.
    private(set) var bars: [Bar] = []
    /// The marks, each with the number of marks that it stands for.
    private(set) var marks: [(mark: Mark, count: Int)] = []
    /// The number of lanes; at least 1.
    private(set) var laneCount = 1
    /// The number of runs in the bars.
    private(set) var runCount = 0

    /// The layout of a row.
    ///
    /// - Parameters:
    ///   - window: The time that the row shows.
    ///   - pixel: The time that one pixel shows, in microseconds; at least 1.
    init(_ row: Report.Row, of report: Report, window: TimeSpan, pixel: Int64) {
        var last: [Int] = []
        for index in row.runs {
            let run = report.runs[index]
            if run.begin >= window.end { break }
            guard let span = run.span(until: report.span.end).clipped(to: window) else { continue }
            self.runCount += 1
            var bar = Bar(
                span: span, run: index, type: run.type, family: WorkFamily(type: run.type), lane: 0,
                stalls: run.stalls.compactMap { $0.clipped(to: window) }.filter { $0.length >= pixel },
                longest: span.length)
            if let place = last.first(where: { self.areOne(self.bars[$0], bar, pixel: pixel) }) {
                self.merge(bar, into: place)
            } else if let lane = last.firstIndex(where: { self.bars[$0].span.end <= span.begin }) {
                bar.lane = lane
                last[lane] = self.bars.count
                self.bars.append(bar)
            } else if last.count < Self.laneLimit {
                bar.lane = last.count
                last.append(self.bars.count)
                self.bars.append(bar)
            } else {
                self.merge(bar, into: last[Self.laneLimit - 1])
            }
        }
        self.laneCount = max(1, last.count)
        for mark in row.marks where window.begin <= mark.at && mark.at < window.end {
            if let place = self.marks.lastIndex(where: { $0.mark.kind == mark.kind }),
                mark.at - self.marks[place].mark.at < Self.markPixels * pixel
            {
                self.marks[place].count += 1
            } else {
                self.marks.append((mark, 1))
            }
        }
    }

    /// Whether nothing is in the window.
    var isEmpty: Bool { self.bars.isEmpty && self.marks.isEmpty }

    private func areOne(_ bar: Bar, _ next: Bar, pixel: Int64) -> Bool {
        guard next.span.begin - bar.span.end < pixel else { return false }
        let limit = Self.smallPixels * pixel
        return next.span.length < limit && (bar.count > 1 || bar.span.length < limit)
    }

    private mutating func merge(_ bar: Bar, into place: Int) {
        var whole = self.bars[place]
        whole.span.end = max(whole.span.end, bar.span.end)
        whole.count += 1
        if whole.type != bar.type { whole.type = nil }
        if whole.family != bar.family { whole.family = nil }
        if bar.longest > whole.longest {
            whole.longest = bar.longest
            whole.run = bar.run
        }
        whole.stalls += bar.stalls
        self.bars[place] = whole
    }
}
