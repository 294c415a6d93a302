// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// `plex-activityctl cancel`: the daemon's ladder and verification by hand, with the outcome in the exit code.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct CancelTests {
    @Test("a scan that stops is confirmed")
    func aScanThatStopsIsConfirmed() async throws {
        try await Stage.with([.stuckScan(), .bystander()]) { stage in
            let outcome = try await stage.tool("cancel", "stu", "--yes")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(stage.stops.map(\.line) == ["DELETE /library/sections/2/refresh"])
            #expect(outcome.lines.count == 2)
            #expect(outcome.text.contains("plex-activityctl asked to stop the scan of section 2 (Movies)"))
            #expect(outcome.text.contains("of our request"))
        }
    }

    @Test("the service tells the end after a request by hand as what it is", arguments: ["none", "eventsource"])
    func theServiceTellsTheEndAfterARequestByHandAsWhatItIs(notifications: String) async throws {
        let scans = [ActivityPlan.stuckScan(), .endlessScan("second"), .bystander()]
        try await Stage.with(scans, notifications: notifications) { stage in
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "bystander" }
            let outcome = try await stage.tool(
                "cancel", "stuck", "--yes", "--runtime-directory", stage.home.runtime)
            #expect(outcome.code == 0, "\(outcome)")
            var ended: Set<String?> = []
            for _ in 0..<2 {
                let finished = try await daemon.next("finished")
                ended.insert(finished.uuid)
                #expect(finished["PLEX_OUTCOME"] == "ended-after-request")
                #expect(finished["PLEX_RULE"] == "plex-activityctl")
                #expect(finished["PLEX_REMEDY"] == "stop-section-refresh")
                #expect(finished.reason == (finished.uuid == "stuck" ? nil : "collateral"))
            }
            #expect(ended == ["stuck", "second"])
            #expect(stage.stops.map(\.line) == ["DELETE /library/sections/2/refresh"])
        }
    }

    @Test("a cancellable activity is cancelled alone")
    func aCancellableActivityIsCancelledAlone() async throws {
        var plan = ActivityPlan.bystander("subscriptions")
        plan.isCancellable = true
        try await Stage.with([plan, .stuckScan()]) { stage in
            let outcome = try await stage.tool("cancel", "subscriptions", "--yes", "--json")
            #expect(outcome.code == 0)
            #expect(stage.stops.map(\.line) == ["DELETE /activities/subscriptions"])
            #expect(outcome.text.contains("\"outcome\":\"confirmed\""))
        }
    }

    @Test("a stop that is ignored is ineffective")
    func aStopThatIsIgnoredIsIneffective() async throws {
        var plan = ActivityPlan.stuckScan()
        plan.onSectionStop = .ignore
        try await Stage.with([plan, .bystander()]) { stage in
            let outcome = try await stage.tool("cancel", "stuck", "--yes", "--verify-within", "1s", "--json")
            #expect(outcome.code == 1)
            #expect(stage.stops.count == 2)
            #expect(outcome.text.contains("\"outcome\":\"ineffective\""))
            #expect(outcome.text.contains("\"reason\":\"not-honoured\""))
        }
    }

    @Test("an activity without a remedy is ineffective")
    func anActivityWithoutARemedyIsIneffective() async throws {
        try await Stage.with([.bystander(), .stuckScan()]) { stage in
            let outcome = try await stage.tool("cancel", "bystander", "--yes")
            #expect(outcome.code == 1)
            #expect(outcome.text.contains("this rule has no remedy for it"))
            #expect(stage.stops.isEmpty)
        }
    }

    @Test("yes agrees to the other activities that end")
    func yesAgreesToTheOtherActivitiesThatEnd() async throws {
        try await Stage.with([.stuckScan("one"), .stuckScan("two"), .bystander()]) { stage in
            let outcome = try await stage.tool("cancel", "one", "--yes")
            #expect(outcome.code == 0, "\(outcome)")
            #expect(outcome.text.contains("it also ends Scanning"))
            #expect(stage.stops.count == 1)
        }
    }

    @Test("ambiguous arguments stop nothing")
    func ambiguousArgumentsStopNothing() async throws {
        try await Stage.with([.stuckScan("abc-1"), .stuckScan("abc-2"), .bystander()]) { stage in
            let unasked = try await stage.tool("cancel", "abc-1")
            #expect(unasked.code == 64)
            #expect(unasked.complaint.contains("add --yes"))
            let ambiguous = try await stage.tool("cancel", "abc", "--yes")
            #expect(ambiguous.code == 64)
            #expect(ambiguous.complaint.contains("abc-1 on home") && ambiguous.complaint.contains("abc-2 on home"))
            #expect(try await stage.tool("cancel", "zzz", "--yes").code == 1)
            #expect(try await stage.tool("cancel", "abc-1", "--yes", "--server", "other").code == 64)
            #expect(try await stage.tool("cancel", "abc-1", "--yes", "--verify-within", "soon").code == 64)
            #expect(stage.stops.isEmpty)
        }
    }

    @Test("on a terminal the answer decides", arguments: [("y", 0), ("n", 1)])
    func onATerminalTheAnswerDecides(answer: String, code: Int32) async throws {
        try await Stage.with([.stuckScan("one"), .stuckScan("two"), .bystander()]) { stage in
            let tool = try ChildProcess.program("plex-activityctl")
            let screen = try await Screen.open(
                "\(tool) cancel one --config \(stage.home.configuration); echo ended $?; exec cat", columns: 120,
                rows: 24, on: stage)
            let asked = try await screen.rows { $0.last { !$0.isEmpty } == "Stop one? [y/N]" }
            #expect(asked.first == "step 1: stop the scan of section 2 (Movies)", "\(asked)")
            #expect(asked.contains { $0.hasPrefix("  would also end Scanning") }, "\(asked)")
            #expect(stage.stops.isEmpty)
            try await screen.press(answer)
            try await screen.press("Enter")
            let ended = try await screen.rows { $0.contains { $0.hasPrefix("ended ") } }
            try await screen.close()
            #expect(ended.contains("ended \(code)"), "\(ended)")
            #expect(ended.contains("nothing was stopped") == (code == 1))
            #expect(stage.stops.map(\.line) == (code == 0 ? ["DELETE /library/sections/2/refresh"] : []))
        }
    }

    @Test("a protected type needs an option")
    func aProtectedTypeNeedsAnOption() async throws {
        let plan = ActivityPlan(
            type: .mediaDownload, titles: ["Converting"], isCancellable: true, uuid: "download",
            course: Course(duration: .seconds(600), steps: 10))
        try await Stage.with([plan, .stuckScan()]) { stage in
            let refused = try await stage.tool("cancel", "download", "--yes")
            #expect(refused.code == 64)
            #expect(refused.complaint.contains("add --protected"))
            #expect(stage.stops.isEmpty)
            let meant = try await stage.tool("cancel", "download", "--yes", "--protected")
            #expect(meant.code == 0)
            #expect(stage.stops.map(\.line) == ["DELETE /activities/download"])
        }
    }

    @Test("a beginning is not enough while a server does not answer")
    func aBeginningIsNotEnoughWhileAServerDoesNotAnswer() async throws {
        try await Stage.with([.stuckScan(), .bystander()]) { stage in
            let silent = ServerText(name: "other", url: "http://127.0.0.1:9", tokenFile: stage.home.tokenFile)
            try stage.configure(settings: "", others: [silent])
            let short = try await stage.tool("cancel", "stu", "--yes")
            #expect(short.code == 69)
            #expect(short.complaint.contains("other: ") && short.complaint.contains("--server"), "\(short.complaint)")
            #expect(stage.stops.isEmpty)
            let whole = try await stage.tool("cancel", "stuck", "--yes")
            #expect(whole.code == 0, "\(whole)")
            #expect(stage.stops.count == 1)
        }
    }

    @Test("of one server a beginning is enough")
    func ofOneServerABeginningIsEnough() async throws {
        try await Stage.with([.stuckScan(), .bystander()]) { stage in
            let silent = ServerText(name: "other", url: "http://127.0.0.1:9", tokenFile: stage.home.tokenFile)
            try stage.configure(settings: "", others: [silent])
            #expect(try await stage.tool("cancel", "stu", "--yes", "--server", "home").code == 0)
        }
    }

    @Test("a token without permission is reported")
    func aTokenWithoutPermissionIsReported() async throws {
        try await Stage.with([.stuckScan(), .bystander()], isAdministrator: false) { stage in
            let outcome = try await stage.tool("cancel", "stuck", "--yes")
            #expect(outcome.code == 77, "\(outcome)")
            try stage.home.writeToken("another-token")
            #expect(try await stage.tool("cancel", "stuck", "--yes").code == 77)
        }
    }

    @Test("a server that does not answer is reported")
    func aServerThatDoesNotAnswerIsReported() async throws {
        try await Stage.with([.stuckScan()]) { stage in
            // No program listens on port 9 (discard, RFC 863).
            let server = ServerText(url: "http://127.0.0.1:9", tokenFile: stage.home.tokenFile)
            try stage.home.configure(server.text)
            let outcome = try await stage.tool("cancel", "stuck", "--yes")
            #expect(outcome.code == 69)
            #expect(outcome.complaint.contains("home: "))
        }
    }
}
