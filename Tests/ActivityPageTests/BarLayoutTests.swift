// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@testable import ActivityPage

@Suite("Bars and lanes")
struct BarLayoutTests {
    private static let begin = SampleJournal.beginning
    private static let minute = SampleJournal.minute

    /// The layout of runs at these minutes, with these lengths in minutes. A pixel is a minute.
    private static func layout(_ runs: [(at: Int64, length: Int64)]) throws -> BarLayout {
        var journal = SampleJournal()
        for run in runs {
            journal.run(
                "media.generate.bif", at: Self.begin + run.at * Self.minute, length: run.length * Self.minute)
        }
        let report = journal.report(from: Self.begin, until: Self.begin + SampleJournal.day)
        let row = try #require(report.servers.first?.rows.first)
        return BarLayout(row, of: report, window: report.span, pixel: Self.minute)
    }

    @Test("long runs keep a bar of their own, one after the other in one lane")
    func sequence() throws {
        let layout = try Self.layout([(0, 30), (30, 20), (60, 10)])
        #expect(layout.bars.map(\.lane) == [0, 0, 0])
        #expect(layout.bars.map(\.count) == [1, 1, 1])
        #expect(layout.laneCount == 1)
    }

    @Test("runs at the same time lie in different lanes")
    func lanes() throws {
        let layout = try Self.layout([(0, 30), (10, 30), (20, 5), (35, 10)])
        #expect(layout.bars.map(\.lane) == [0, 1, 2, 0])
        #expect(layout.laneCount == 3)
    }

    @Test("short runs without a gap share a bar, and a gap of some pixels parts them")
    func merging() throws {
        let layout = try Self.layout([(0, 1), (1, 2), (3, 1), (8, 1), (9, 1)])
        #expect(layout.bars.map(\.count) == [3, 2])
        #expect(layout.bars.first?.longest == 2 * Self.minute)
        #expect(layout.runCount == 5)
    }

    @Test("a short run beside a long one keeps its own bar")
    func longAndShort() throws {
        #expect(try Self.layout([(0, 30), (30, 1)]).bars.map(\.count) == [1, 1])
    }

    @Test("more work at once than there are lanes shares the last lane")
    func overflow() throws {
        let layout = try Self.layout((0..<9).map { (at: $0, length: 60) })
        #expect(layout.laneCount == BarLayout.laneLimit)
        #expect(layout.bars.map(\.count).reduce(0, +) == 9)
        #expect(layout.bars.last?.count == 5)
    }

    @Test("marks of one kind share a symbol where they would cover each other")
    func marks() throws {
        var journal = SampleJournal()
        var fields = journal.run("media.generate.bif", at: Self.begin, length: SampleJournal.hour)
        fields[.rule] = "r"
        for minute in [Int64(1), 2, 40] {
            journal.add(.wouldStop, at: Self.begin + minute * Self.minute, fields)
        }
        journal.add(.ruleFired, at: Self.begin + 3 * Self.minute, fields)
        let report = journal.report(from: Self.begin, until: Self.begin + SampleJournal.day)
        let row = try #require(report.servers.first?.rows.first)
        let layout = BarLayout(row, of: report, window: report.span, pixel: Self.minute)
        #expect(layout.marks.map(\.count) == [2, 1, 1])
        #expect(layout.marks.map(\.mark.kind) == [.wouldStop, .fired, .wouldStop])
    }
}
