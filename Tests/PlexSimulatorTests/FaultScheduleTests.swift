// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PlexSimulator

/// Which requests a fault harms.
@Suite struct FaultScheduleTests {
    /// The names of the faults that befall requests for a path, one after another, each at its second.
    static func faults(_ faults: [Fault], path: String = "/activities", method: String = "GET", at seconds: [Int])
        -> [String]
    {
        var schedule = FaultSchedule(faults)
        return seconds.map { schedule.fault(method: method, path: path, at: .seconds($0))?.name ?? "-" }
    }

    @Test("a fault has its time")
    func aFaultHasItsTime() {
        let faults = Self.faults([Fault(.hang, from: .seconds(2), until: .seconds(4))], at: [1, 2, 3, 4])
        #expect(faults == ["-", "hang", "hang", "-"])
    }

    @Test("a fault has its number of requests")
    func aFaultHasItsNumberOfRequests() {
        let faults = Self.faults([Fault(.hang, afterRequests: 1, requests: 2)], at: [0, 0, 0, 0])
        #expect(faults == ["-", "hang", "hang", "-"])
    }

    @Test("only requests in its time are counted")
    func onlyRequestsInItsTimeAreCounted() {
        let faults = Self.faults([Fault(.hang, from: .seconds(2), requests: 1)], at: [0, 1, 2, 3])
        #expect(faults == ["-", "-", "hang", "-"])
    }

    @Test(
        "a fault has its path",
        arguments: [
            ("/activities", "/activities", true), ("/activities", "/activities/1", false),
            ("/activities*", "/activities/1", true), ("/library/*", "/activities", false), ("*", "/", true),
        ])
    func aFaultHasItsPath(pattern: String, path: String, isHarmed: Bool) {
        let faults = Self.faults([Fault(.hang, path: pattern)], path: path, at: [0])
        #expect(faults == [isHarmed ? "hang" : "-"])
    }

    @Test("a fault has its method")
    func aFaultHasItsMethod() {
        let fault = Fault(.hang, method: "DELETE")
        #expect(Self.faults([fault], at: [0]) == ["-"])
        #expect(Self.faults([fault], method: "DELETE", at: [0]) == ["hang"])
    }

    @Test("the first that applies wins and the others still count")
    func theFirstThatAppliesWinsAndTheOthersStillCount() {
        let faults = Self.faults([Fault(.reset, requests: 1), Fault(.hang, requests: 2)], at: [0, 0, 0])
        #expect(faults == ["reset", "hang", "-"])
    }

    @Test("a fault that is added takes precedence")
    func aFaultThatIsAddedTakesPrecedence() {
        var schedule = FaultSchedule([Fault(.hang)])
        schedule.add(Fault(.reset, requests: 1))
        let names = (0..<2).map { _ in schedule.fault(method: "GET", path: "/", at: .zero)?.name }
        #expect(names == ["reset", "hang"])
        schedule.removeAll()
        let none = schedule.fault(method: "GET", path: "/", at: .zero)
        #expect(none == nil)
    }
}
