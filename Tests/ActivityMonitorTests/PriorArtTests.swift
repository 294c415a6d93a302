// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

/// Each test is a defect that another program has, or had, in stopping what must not go on.
@Suite("Defects of comparable programs")
struct PriorArtTests {
    /// A scan that has come as far as 10 % and stays there.
    private static let scan =
        "t=5s start scan library.update.section section=2 title=\"Scanning Movies\" progress=10"
    /// A rule that stops what has been still for ten minutes.
    private static let stuck = "rule stuck type=library.update.section no-progress-for=10m mode=enforce"

    private static func play(_ lines: String...) throws -> TranscriptTelling {
        try TranscriptStage.play(lines.joined(separator: "\n"))
    }
}

// MARK: - What is not known

extension PriorArtTests {
    @Test("pt-kill: a condition that cannot be judged is passed over, and the others alone stop the work")
    func conditionThatDoesNotApply() throws {
        let told = try Self.play(
            "rule slow type=* running-for=1m progress-below=50 mode=enforce",
            "t=5s start scan library.update.section section=2 progress=?", "until 30m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.ruleUndecided).count == 1)
    }

    @Test("Maintainerr: nothing is less than six")
    func nothingIsNotSmall() throws {
        let told = try Self.play(
            "rule young type=* progress-below=6 mode=enforce", "t=5s start scan library.update.section progress=?",
            "until 10m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.wouldStop).isEmpty)
    }

    @Test("Tautulli: a condition that is left blank counts as true")
    func blankConditionIsNotTrue() {
        var story = Story(.stop("blank"), .stop("blank notice").notifying)
        story.polls(until: 600, [.scan("a", cancellable: true), .butler])
        #expect(story.take("rule", "would", "stop", "send") == [])
    }

    @Test("Tautulli: a value that is missing counts as zero, so that sessions nobody could read are no streams")
    func missingIsNotZero() throws {
        let told = try Self.play(
            "rule spared type=library.update.section streams-at-least=1 mode=enforce", Self.scan,
            "t=0 playing ?", "until 10m")
        let why = try #require(told.all(.ruleUndecided).first)
        #expect(why[.predicates]?.contains("\"value\":null") == true)
        #expect(told.requests.isEmpty)
    }

    @Test("Maintainerr: an exception that cannot be judged does not spare")
    func unknownExceptionSpares() throws {
        let told = try Self.play(
            "rule stuck type=library.update.section no-progress-for=10m except.user=1 mode=enforce",
            "t=5s start scan library.update.section section=2 progress=10 user=?", "until 40m")
        #expect(told.requests.isEmpty)
    }

    @Test("stack-doctor: what does not say that it can be cancelled is cancelled")
    func unknownCancellable() throws {
        let told = try Self.play(
            "rule long type=provider.subscriptions.process running-for=10m mode=enforce",
            "t=5s start dvr provider.subscriptions.process progress=10 cancellable=?", "until 20m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.stopIneffective).first?[.reason] == "no-remedy")
    }
}

// MARK: - Clocks

extension PriorArtTests {
    @Test(
        "decluttarr: strikes are counted by runs, so looking more often makes work stuck sooner",
        arguments: ["2s", "20s"])
    func strikes(_ interval: String) throws {
        let told = try Self.play("server home every \(interval)", Self.stuck, Self.scan, "until 20m")
        let sent = try #require(told.requests.first).time
        #expect(sent >= .minutes(10) && sent < .minutes(11))
    }

    @Test("decluttarr: a restart of the program forgets what it has counted")
    func restartForgets() throws {
        let told = try Self.play(Self.stuck, Self.scan, "t=9m daemon stop down=10s", "until 11m")
        #expect(told.requests.count == 1)
    }

    @Test("decluttarr and Cleanuparr: an outage of the server counts against the work")
    func outageIsNotStuck() throws {
        let told = try Self.play(
            Self.stuck, Self.scan, "t=5m fails unreachable", "t=3h answers", "until 3h4m")
        #expect(told.requests.isEmpty)
    }

    @Test("prometheus: a reload starts \"for\" again")
    func reloadKeepsFor() throws {
        let rule = "rule long type=library.update.section running-for=1m for=10m mode=observe"
        let told = try Self.play(rule, Self.scan, "t=8m reload", "until 12m")
        let time = try #require(told.time(of: .wouldStop))
        #expect(time < .minutes(12))
        #expect(told.all(.rulePending).count == 1)
    }

    @Test("prometheus: a restart starts \"for\" again, or lets what was firing be pending again")
    func restartKeepsFor() throws {
        let rule = "rule long type=library.update.section running-for=1m for=10m mode=observe"
        let pending = try Self.play(rule, Self.scan, "t=8m daemon stop down=10s", "until 12m")
        #expect(pending.all(.wouldStop).count == 1)
        #expect(pending.all(.rulePending).count == 1)
        let fired = try Self.play(rule, Self.scan, "t=15m daemon stop down=10s", "until 40m")
        #expect(fired.all(.wouldStop).count == 1)
        #expect(fired.all(.rulePending).count == 1)
    }

    @Test("prometheus: a timer that was restored fires before anything has been looked at")
    func restoredTimerLooksFirst() throws {
        let told = try Self.play(
            Self.stuck, Self.scan, "t=10m9s daemon stop down=10s", "t=10m10s end scan", "until 15m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.lost).first?[.reason] == "daemon-restarted")
    }

    @Test("Maintainerr: the countdown goes on when the situation has changed")
    func countdownStartsAgain() throws {
        let rule = "rule still type=library.update.section no-progress-for=2m for=5m mode=enforce"
        let told = try Self.play(rule, Self.scan, "t=6m change scan progress=11", "until 12m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.rulePending).count == 2)
    }

    @Test("jenkins: a deadline knows no daylight saving")
    func daylightSaving() throws {
        let told = try Self.play(
            "window backup from=02:15 to=02:45", "rule r type=* running-for=1m during=backup mode=observe",
            "clock sun 01:50", Self.scan, "t=10m clock sun 03:00", "until 1h")
        #expect(told.all(.wouldStop).isEmpty)
    }

    @Test("stack-doctor: a scan that goes from show to show at one percent is stuck")
    func subtitleIsProgress() throws {
        let told = try Self.play(
            Self.stuck, Self.scan, "t=8m change scan subtitle=B", "t=16m change scan subtitle=C", "until 24m")
        #expect(told.requests.isEmpty)
    }
}

// MARK: - Whom it hits

extension PriorArtTests {
    @Test("pt-kill: what is to be ignored is hit where another filter matches, too")
    func ignoringWins() throws {
        let told = try Self.play(
            "rule all type=* running-for=1m except.section=2 mode=enforce", Self.scan, "until 10m")
        #expect(told.requests.isEmpty)
    }

    @Test(
        "earlyoom: it may hit what must live",
        arguments: ["butler", "grabber.grab", "media.download", "provider.epg.load"])
    func protected(_ type: String) throws {
        let told = try Self.play(
            "rule all type=*,\(type) running-for=1m mode=enforce",
            "t=5s start it \(type) progress=10 cancellable=yes", "until 10m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.wouldStop).isEmpty)
    }

    @Test("python-plexlibrary: the scan of another library is taken for mine")
    func anotherLibrary() throws {
        let told = try Self.play(
            "rule films type=library.update.section section=2 no-progress-for=10m mode=enforce",
            "t=5s start other library.update.section section=3 progress=10", Self.scan, "until 11m")
        #expect(told.requests.map(\.request.remedy) == [.stopSectionRefresh(SectionID("2"))])
    }

    @Test("stack-doctor: scans are recognised by the word \"scan\" in a title that the server translates")
    func languageOfTheServer() throws {
        let told = try Self.play(
            Self.stuck, "t=5s start a library.update.section section=2 title=\"Filme werden durchsucht\" progress=10",
            "t=5s start b media.generate.credits title=\"Scanning credits\" progress=10", "until 11m")
        #expect(told.requests.map(\.request.remedy) == [.stopSectionRefresh(SectionID("2"))])
    }

    @Test("systemd-oomd: a stop that did not work is followed by the next victim")
    func noNextVictim() throws {
        let told = try Self.play(
            "rule many type=library.update.section duplicates-at-least=2 running-for=1m victims=oldest verify-within=20s mode=enforce",
            "on * 200 ends=never", "t=5s start a library.update.section section=2 progress=10 cancellable=yes",
            "t=1m start b library.update.section section=2 progress=10 cancellable=yes", "until 2h")
        #expect(Set(told.requests.map(\.request.remedy)) == [.cancelActivity(ActivityID("a"))])
        #expect(told.all(.stopIneffective).count == 1)
    }

    @Test("earlyoom: without a wait after one kill, more is killed than is needed")
    func waitsAfterAStop() throws {
        let told = try Self.play(
            "rule long type=library.update.section running-for=5m mode=enforce", Self.scan,
            "t=5m start next library.update.section section=2 progress=10", "until 30m")
        #expect(told.requests.count == 1)
    }

    @Test("systemd-oomd: a rule hits what has gone on by the time it acts")
    func looksAgain() throws {
        let told = try Self.play(Self.stuck, Self.scan, "t=10m11s change scan progress=11", "until 15m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.stopAbandoned).first?[.reason] == "changed")
    }
}

// MARK: - What it claims

extension PriorArtTests {
    @Test("jenkins build-timeout and grimoire: what was cancelled is taken for ended")
    func cancelledIsNotEnded() throws {
        let told = try Self.play(Self.stuck, "on * 200 ends=never", Self.scan, "until 30m")
        #expect(told.all(.stopConfirmed).isEmpty)
        #expect(told.all(.stopIneffective).first?[.reason] == "not-honoured")
    }

    @Test("a server that restarts looks as if all its work had finished")
    func restartIsNoEnd() throws {
        let told = try Self.play(
            Self.stuck, Self.scan, "t=6s start credits media.generate.credits progress=40", "t=2m restarts down=20s",
            "until 5m")
        #expect(told.all(.finished).isEmpty)
        #expect(told.all(.lost).compactMap { $0[.reason] }.allSatisfy { $0 == "server-restarted" })
        #expect(told.all(.lost).count >= 2)
    }

    @Test("earlyoom: when the kill fails, nothing else is tried")
    func goesOnToTheNextStep() throws {
        let told = try Self.play(
            Self.stuck, "on cancel-activity 200 ends=never",
            "t=5s start scan library.update.section section=2 progress=10 cancellable=yes", "until 30m")
        #expect(told.requests.last?.request.remedy == .stopSectionRefresh(SectionID("2")))
        #expect(told.all(.stopConfirmed).count == 1)
    }

    @Test("plexswift: an error in answer to a request looks like a success", arguments: [404, 429, 500, 503])
    func errorIsNoSuccess(_ status: Int) throws {
        let told = try Self.play(
            "rule long type=provider.subscriptions.process running-for=10m mode=enforce", "on * \(status)",
            "t=5s start dvr provider.subscriptions.process progress=10 cancellable=yes", "until 30m")
        #expect(told.all(.stopConfirmed).isEmpty)
        #expect(told.all(.stopIneffective).count == 1)
    }

    @Test("stack-doctor: a scan, which is not cancellable, is never stopped")
    func scansAreNotCancellable() throws {
        let told = try Self.play(Self.stuck, Self.scan, "until 11m")
        #expect(told.requests.map(\.request.remedy) == [.stopSectionRefresh(SectionID("2"))])
        #expect(told.all(.stopConfirmed).count == 1)
    }

    @Test("jenkins build-timeout: the action is fired again and again on one job")
    func firesOnce() throws {
        let told = try Self.play(Self.stuck, "on * 200 ends=never", Self.scan, "until 5h")
        #expect(told.requests.count == 2)
        #expect(told.all(.stopIneffective).count == 1)
    }

    @Test("systemd-oomd: the reason of a kill gets lost")
    func reasonIsTold() throws {
        let told = try Self.play(Self.stuck, Self.scan, "until 11m")
        let event = try #require(told.all(.stopRequested).first)
        #expect(event[.rule] == "stuck")
        #expect(event[.predicates]?.contains("\"threshold\":\"10m\"") == true)
    }

    @Test("jenkins build-timeout: nobody can tell the limit that was computed from history")
    func computedLimitIsTold() throws {
        let told = try Self.play(
            "rule slow type=library.update.section slower-than-usual=2 running-for=3m mode=observe",
            "t=5s series s library.update.section count=5 each=2m pause=1m section=2 progress=10",
            "t=20m start slow library.update.section section=2 progress=10", "until 30m")
        #expect(told.all(.wouldStop).first?[.predicates]?.contains("\"2 times 1m50s = 3m40s\"") == true)
    }

    @Test("jenkins elastic timeout: a few runs are enough to say what is usual")
    func fewRunsSayNothing() throws {
        let told = try Self.play(
            "rule slow type=library.update.section slower-than-usual=2 running-for=3m mode=observe",
            "t=5s series s library.update.section count=4 each=2m pause=1m section=2 progress=10",
            "t=20m start slow library.update.section section=2 progress=10", "until 40m")
        #expect(told.all(.wouldStop).isEmpty)
    }
}

// MARK: - Observing

extension PriorArtTests {
    @Test("Maintainerr and MediaDash: a dry run changes something")
    func observingSendsNothing() throws {
        let rule = "rule stuck type=* no-progress-for=10m mode=observe"
        let told = try Self.play(rule, Self.scan, "until 2h")
        #expect(told.requests.isEmpty)
        #expect(told.all(.stopRequested).isEmpty)
    }

    @Test("systemd-oomd: a dry run is told at a level that nobody sees")
    func observingIsSeen() throws {
        let rule = "rule stuck type=library.update.section no-progress-for=10m mode=observe"
        let event = try #require(try Self.play(rule, Self.scan, "until 2h").all(.wouldStop).first)
        #expect(event.priority == .notice)
        #expect(event.message.contains("to arm it"))
    }

    @Test("cleanuparr: strikes of a dry run count when it is in earnest")
    func observingKeepsItsOwnState() throws {
        let text = "type=library.update.section running-for=1m for=10m"
        let told = try Self.play(
            "rule long \(text) mode=observe", Self.scan, "t=20m rule long \(text) mode=enforce", "t=20m reload",
            "until 35m")
        #expect(told.all(.wouldStop).count == 1)
        #expect(try #require(told.requests.first).time >= .minutes(30))
    }

    @Test("cleanuparr: a dry run uses up the bound on stops")
    func observingUsesNoBudget() throws {
        let told = try Self.play(
            "safety max-stops-per-hour=1", "rule watched type=library.update.section running-for=1m mode=observe",
            Self.stuck, Self.scan, "until 11m")
        #expect(told.requests.count == 1)
        #expect(told.all(.breakerTripped).isEmpty)
    }

    @Test("decluttarr: what is switched off runs all the same")
    func disabledIsDisabled() throws {
        let told = try Self.play(
            "rule stuck type=library.update.section no-progress-for=10m mode=enforce", Self.scan,
            "t=5m drop-rule stuck", "t=5m reload", "until 30m")
        #expect(told.requests.isEmpty)
        #expect(told.all(.wouldStop).isEmpty)
    }
}

// MARK: - In the long run

extension PriorArtTests {
    @Test("Tautulli gives up on a server after five attempts, and an exporter never comes back after a restart")
    func neverGivesUp() throws {
        let told = try Self.play(
            Self.stuck, "t=0 fails unreachable", "t=10h answers",
            "t=10h start scan library.update.section section=2 progress=10",
            "until 10h15m")
        #expect(told.all(.serverReachable).count == 1)
        #expect(told.requests.count == 1)
    }

    @Test("cleanuparr: what comes back is removed for ever")
    func stopsFighting() throws {
        let told = try Self.play(
            "rule long type=library.update.section running-for=2m cooldown=1m mode=enforce",
            "t=5s series s library.update.section count=20 each=3m pause=1m section=2 progress=10",
            "on * 200 ends=never", "until 60m")
        #expect(told.requests.count == 3)
        #expect(told.all(.breakerTripped).map { $0[.reason] } == ["respawn"])
    }

    @Test("monit stops after so many restarts; others have no bound at all")
    func budget() throws {
        let told = try Self.play(
            "safety max-stops-per-hour=3", Self.stuck,
            "t=5s start a library.update.section section=1 progress=10",
            "t=1m start b library.update.section section=2 progress=10",
            "t=2m start c library.update.section section=3 progress=10",
            "t=3m start d library.update.section section=4 progress=10", "until 20m")
        #expect(told.requests.count == 3)
        #expect(told.all(.breakerTripped).count == 1)
    }

    @Test("jenkins build-timeout keeps memory of what has ended")
    func forgetsWhatHasEnded() throws {
        var monitor = Monitor()
        let rule = Rule(
            name: "long", match: ActivityMatch(types: [Glob("*")]), conditions: [.runningFor(.minutes(1))],
            conduct: .observe(StopPlan()))
        _ = monitor.handle(
            .configure(MonitorSettings(generation: 1, servers: [ServerSettings(name: "home")], rules: [rule])),
            at: Instant(nanoseconds: 0))
        for round in 0..<200 {
            let instant = Instant(nanoseconds: Int64(round + 1) * 10_000_000_000)
            let work = Activity.some("a\(round)", .generateCredits)
            _ = monitor.handle(
                .poll(server: "home", sentAt: instant, .snapshot(ActivitySnapshot(activities: [.butler, work]))),
                at: instant)
        }
        let saved = try #require(monitor.savedState().servers["home"])
        #expect(saved.activities.count == 2)
        #expect(saved.clocks.count <= 2)
        #expect(saved.kinds.count <= 2)
    }
}
