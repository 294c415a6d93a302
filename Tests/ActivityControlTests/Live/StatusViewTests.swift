// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexModel
import ServiceFiles
import Testing

@testable import ActivityControl
@testable import ActivityMonitor

/// What `status` says to people and to monitors.
@Suite struct StatusViewTests {
    private func text(_ status: StatusDocument) -> String {
        StatusView(status: status, now: Date(), width: 120, paint: Paint(isOn: false)).lines.joined(separator: "\n")
    }

    @Test("it names the service, the servers, the activities, and what rules will do when")
    func itNamesTheServiceTheServersTheActivitiesAndWhatRulesWillDoWhen() {
        let status = Samples.status(
            Samples.report([Samples.scan("a")], rules: [Samples.rule(.noProgressFor(.minutes(30)))]))
        let text = self.text(status)
        for words in [
            "plex-activityd 1.2.3", "generation 3", "home: reachable, Plex 1.43.0", "every 10 s",
            "0 of 10 allowed in the last hour",
            "[####------] 42%", "Movies",
            "rule stuck would stop the scan of section 2 (Movies) in 30 min if nothing changes",
        ] {
            #expect(text.contains(words), "\(words) is not in\n\(text)")
        }
    }

    @Test("the view and the line for monitoring systems name each problem")
    func theViewAndTheLineForMonitoringSystemsNameEachProblem() {
        var status = Samples.status(Samples.report([]))
        #expect(StatusProblem.all(in: status).isEmpty)
        #expect(StatusProblem.summary(of: status) == "home: 0 activities")
        status.rejectedConfiguration = "rules.d/x.toml: no such key"
        status.monitor.servers[0].state = "unauthorized"
        status.monitor.servers[0].enforcementHeldBack = "not-permitted"
        status.monitor.servers[0].breakers = [
            BreakerStatus(rule: nil, reason: "respawn", ageMicroseconds: 60_000_000)
        ]
        let problems = StatusProblem.all(in: status)
        #expect(problems.count == 4)
        #expect(problems[0].contains("no such key"))
        #expect(problems[1].contains("Plex refuses the token"))
        #expect(problems[3].contains("started again and again"))
        let text = self.text(status)
        for words in ["a later one was rejected", "home: unauthorized", "not an administrator's", "systemctl reload"] {
            #expect(text.contains(words), "\(words) is not in\n\(text)")
        }
    }

    @Test("it promises no time while the server does not answer", arguments: ["unreachable", "unauthorized"])
    func itPromisesNoTimeWhileTheServerDoesNotAnswer(state: String) throws {
        let rule = Samples.rule(.runningFor(.zero), mode: { .enforce(StopMandate(arming: $0)) })
        var status = Samples.status(Samples.report([Samples.scan("a")], rules: [rule]))
        status.monitor.servers[0].state = state
        let rules = try #require(status.monitor.servers[0].activities[0].rules)
        var forecast = RuleForecast(explanation: rules[0])
        #expect(forecast.words.contains(" now"))
        forecast.serverAnswers = false
        #expect(forecast.words.contains("at the earliest when the server answers again"))
        let text = self.text(status)
        #expect(!text.contains("is due") && !text.contains(" now"), "\(text)")
        status.monitor.servers[0].activities[0].rules = nil
        status.monitor.servers[0].activities[0].pending = [
            PendingStatus(rule: "stuck", mode: "enforce", remainingMicroseconds: 1_000_000)
        ]
        #expect(self.text(status).contains("is due when the server answers again"))
        status.monitor.servers[0].state = "reachable"
        #expect(self.text(status).contains("is due in 1 s"))
    }

    @Test("it says that everything is paused")
    func itSaysThatEverythingIsPaused() {
        var status = Samples.status(Samples.report([], isPaused: true))
        status.pause = Pause(content: Array("2026-11-22T20:15:03Z\n".utf8))
        #expect(self.text(status).contains("paused: until 2026-11-22T20:15:03Z; nothing is stopped"))
        #expect(StatusProblem.summary(of: status).hasSuffix("paused"))
    }

    @Test(
        "a forecast depends on the mode and the obstacle",
        arguments: [
            ("observe", nil, "is due: would stop the scan of section 2 (Movies) now"),
            ("enforce", "paused", "is due: will stop the scan of section 2 (Movies) now, but the service is paused"),
            ("enforce", "victims", "the rule stops another activity of this kind"),
            ("enforce", "gave-up", "will not stop it: it tried and failed"),
            ("notify", nil, "is due: notifies now"),
        ])
    func aForecastDependsOnTheModeAndTheObstacle(mode: String, obstacle: String?, words: String) throws {
        let report = Samples.report([Samples.scan("a")], rules: [Samples.rule(.runningFor(.zero))])
        var explanation = try #require(report.servers[0].activities[0].rules?.first)
        explanation.mode = mode
        explanation.obstacle = obstacle
        let forecast = RuleForecast(explanation: explanation)
        #expect(forecast.isComing)
        #expect(forecast.words.contains(words), "\(forecast.words)")
    }

    @Test("an explanation shows the tree, the step and the other activities that would end")
    func anExplanationShowsTheTreeTheStepAndTheOtherActivitiesThatWouldEnd() throws {
        let report = Samples.report(
            [Samples.scan("a"), Samples.scan("b", title: "Other\u{1B}[2J")],
            rules: [Samples.rule(.noProgressFor(.minutes(30)), .streamsAtLeast(1))])
        let view = ExplanationView(
            server: "home", activity: report.servers[0].activities[0], paint: Paint(isOn: false))
        let text = view.lines.joined(separator: "\n")
        for words in [
            "a on home, library.update.section, Movies",
            "rule stuck (observe) has a condition that does not hold",
            "└─ true  type  library.update.section", "├─ false    no-progress-for", "└─ unknown  streams-at-least",
            "step 1: stop the scan of section 2 (Movies) (stop-section-refresh)", "would also end Other",
        ] {
            #expect(text.contains(words), "\(words) is not in\n\(text)")
        }
        #expect(!text.contains("\u{1B}"))
    }
}
