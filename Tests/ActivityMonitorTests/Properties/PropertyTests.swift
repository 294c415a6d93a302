// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Glibc
import Testing

/// What must hold whatever happens, tried on random histories; each has its mutant in ``MutantTests``.
///
/// `PROPERTY_HISTORIES` says how many (`make soak`: 100,000), `PROPERTY_SEED` at which seed to start.
@Suite struct PropertyTests {
    /// How many histories there are, and from which seed on.
    static let seeds: Range<UInt64> = {
        let first = Self.number("PROPERTY_SEED") ?? 1
        return first..<(first + (Self.number("PROPERTY_HISTORIES") ?? 100))
    }()

    /// Whether somebody has said how many histories there are to be.
    static var isCountGiven: Bool { Self.number("PROPERTY_HISTORIES") != nil }

    private static func number(_ name: String) -> UInt64? {
        unsafe getenv(name).flatMap { unsafe UInt64(String(cString: $0)) }
    }

    @Test("random histories break none of the properties")
    func randomHistoriesBreakNoneOfTheProperties() {
        if let seed = Self.seeds.first, Self.seeds.count == 1 { HistoryCheck<Monitor>.tell(seed: seed) }
        var count = HistoryCount()
        for seed in Self.seeds {
            count.add(HistoryCheck<Monitor>.check(seed: seed))
            if count.violations.count >= 8 { break }
        }
        for violation in count.violations { Issue.record("\(violation)") }
        print(count)
        // One stop in a hundred histories is the least that makes them worth the time: 1,000 in 100,000.
        #expect(count.stops * 100 >= count.histories || Self.seeds.count < 100, "\(count)")
    }
}

/// What a number of histories came to.
struct HistoryCount: CustomStringConvertible {
    var histories = 0
    var inputs = 0
    var stops = 0
    var confirmed = 0
    var comparisons = 0
    var violations: [Violation] = []

    mutating func add(_ other: HistoryCount) {
        self.histories += other.histories
        self.inputs += other.inputs
        self.stops += other.stops
        self.confirmed += other.confirmed
        self.comparisons += other.comparisons
        self.violations += other.violations
    }

    var description: String {
        "\(self.histories) histories of \(self.inputs) inputs: \(self.stops) requests, \(self.confirmed) confirmed "
            + "stops, \(self.comparisons) comparisons, \(self.violations.count) violations"
    }
}

/// Tries every property on the history of one seed.
enum HistoryCheck<Subject: MonitorUnderTest> {
    /// The kind of history takes turns with the seed: any, of one target, observing, or regular for comparisons.
    static func check(seed: UInt64) -> HistoryCount {
        switch seed % 8 {
        case 0: self.compare(seed)
        case 1: self.check(.ofOneTarget(seed: seed))
        case 2: self.check(.random(seed: seed).observing)
        default: self.check(.random(seed: seed))
        }
    }

    /// Prints what went into the monitor and what came out in the history of one seed, to find out why a property fails.
    static func tell(seed: UInt64) {
        let scenarios: [Scenario] =
            switch seed % 8 {
            case 0: [.regular(seed: seed)] + ComparisonProperties<Subject>.changes(of: .regular(seed: seed)).map(\.1)
            case 1: [.ofOneTarget(seed: seed)]
            case 2: [.random(seed: seed).observing]
            default: [.random(seed: seed)]
            }
        for scenario in scenarios {
            print("settings: \(scenario.settings)")
            for step in HistoryDriver.run(scenario, on: Subject.self).steps {
                print("\(Double(step.elapsed) / 1_000) s \(step.cause)\n    -> \(step.output.lines)")
            }
        }
    }

    /// Tries one property on the history that is made for it.
    static func check(seed: UInt64, on property: Property) -> [Violation] {
        func record(_ scenario: Scenario) -> HistoryRecord { HistoryDriver.run(scenario, on: Subject.self) }
        switch property {
        case .exceptionAddsNoStop, .protectionAddsNoStop, .gapAddsNoStop:
            return ComparisonProperties<Subject>.violations(of: .regular(seed: seed)).violations
        case .sameOutputs: return ReplayProperties<Subject>.sameOutputs(record(.random(seed: seed)))
        case .reloaded: return ReplayProperties<Subject>.reloaded(record(.random(seed: seed))) ?? []
        case .restored: return ReplayProperties<Subject>.restored(record(.random(seed: seed))) ?? []
        case .observing: return SafetyCheck.violations(in: record(.random(seed: seed).observing))
        case .cooldown: return SafetyCheck.violations(in: record(.ofOneTarget(seed: seed)))
        default: return SafetyCheck.violations(in: record(.random(seed: seed)))
        }
    }

    private static func check(_ scenario: Scenario) -> HistoryCount {
        let record = HistoryDriver.run(scenario, on: Subject.self)
        var count = HistoryCount(histories: 1, inputs: record.steps.count, stops: record.requests.count)
        count.confirmed = record.steps.reduce(0) { $0 + $1.output.events.count { $0.kind == .stopConfirmed } }
        count.violations = SafetyCheck.violations(in: record)
        let turn = scenario.seed / 8 % 3
        let compared =
            switch turn {
            case 0: ReplayProperties<Subject>.sameOutputs(record)
            case 1: ReplayProperties<Subject>.reloaded(record)
            default: ReplayProperties<Subject>.restored(record)
            }
        if let compared {
            count.comparisons += 1
            count.violations += compared
        }
        return count
    }

    private static func compare(_ seed: UInt64) -> HistoryCount {
        let (stops, violations) = ComparisonProperties<Subject>.violations(of: .regular(seed: seed))
        return HistoryCount(histories: 1, stops: stops, comparisons: 3, violations: violations)
    }
}
