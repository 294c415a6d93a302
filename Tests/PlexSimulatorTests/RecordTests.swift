// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// The records of a server.
@Suite struct RecordTests {
    @Test("the newest are kept, in order, and all are counted")
    func theNewestAreKeptInOrderAndAllAreCounted() {
        var newest = NewestElements<Int>(limit: 3)
        #expect(newest.elements == [])
        for number in 1...5 { newest.append(number) }
        #expect(newest.elements == [3, 4, 5])
        #expect(newest.total == 5)
        #expect(newest.elements(after: 4) == [5])
        #expect(newest.elements(after: 5) == [])
        // More than are kept have come since.
        #expect(newest.elements(after: 0) == [3, 4, 5])
    }

    @Test("a log of requests keeps the newest")
    func aLogOfRequestsKeepsTheNewest() async {
        let log = RequestLog(limit: 2)
        for path in ["/a", "/b", "/c"] {
            log.append(RecordedRequest(time: .zero, request: Request(method: "GET", target: path), status: 200))
        }
        #expect(log.requests.map(\.line) == ["GET /b", "GET /c"])
        #expect(await log.wait(for: 1) { $0.request.path == "/c" }.count == 1)
    }

    @Test("of what streams are told, no more is kept than the limit")
    func ofWhatStreamsAreToldNoMoreIsKeptThanTheLimit() {
        let plan = ActivityPlan(
            type: .libraryUpdateSection, course: Course(duration: .seconds(1), steps: 1), runs: nil)
        var state = ServerState(scenario: Scenario(activities: [plan]))
        let opening = StreamOpening(
            framing: .webSocket, path: "/", filter: NotificationFilter(nil),
            account: Account(token: "", userID: 1, isAdministrator: true))
        _ = state.open(opening) { _ in }
        var seconds = 0
        while state.told.total <= SimulatorServer.recordLimit, seconds < 100_000 {
            seconds += 1_000
            state.advance(to: .seconds(seconds))
        }
        #expect(state.told.total > SimulatorServer.recordLimit)
        #expect(state.told.elements.count == SimulatorServer.recordLimit)
    }
}
