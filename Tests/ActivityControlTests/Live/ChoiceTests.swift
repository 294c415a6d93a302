// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MonitorConfiguration
import PlexModel
import Testing

@testable import ActivityControl

/// Which activity is meant, how a stop ended, and what `check` found: in exit codes.
@Suite struct ChoiceTests {
    private static let candidates = ["abc-1", "abc-2", "abd", "ab"].map {
        ActivityChoice.Candidate(Samples.scan($0), on: "home", showsTitle: true)
    }

    @Test(
        "a uuid, or the beginning of one alone, is enough",
        arguments: [("abc-1", "abc-1"), ("abd", "abd"), ("ab", "ab"), ("abc-2", "abc-2")])
    func aUuidOrTheBeginningOfOneAloneIsEnough(text: String, uuid: String) throws {
        #expect(try ActivityChoice.choose(text, among: Self.candidates).uuid == uuid)
    }

    @Test("an ambiguous text chooses no activity", arguments: ["abc": 64, "a": 64, "x": 1, "": 1] as [String: Int32])
    func anAmbiguousTextChoosesNoActivity(text: String, code: Int32) {
        #expect {
            _ = try ActivityChoice.choose(text, among: Self.candidates)
        } throws: { error in
            (error as? ActivityChoice.Failure)?.exitCode.rawValue == code
        }
    }

    @Test("an ambiguous text lists the candidates")
    func anAmbiguousTextListsTheCandidates() {
        let failure = ActivityChoice.Failure.several(Self.candidates)
        #expect(failure.description.hasPrefix("4 activities fit; "))
        #expect(failure.description.contains("abc-2 on home (library.update.section): Scanning"))
    }

    /// The outcomes of a stop, and their exit codes.
    private static let outcomes: [(ManualStop.Outcome, Int32)] = [
        (.confirmed, 0), (.ineffective("not-honoured"), 1), (.ineffective("not-permitted"), 77),
        (.abandoned("ended"), 1),
        (.abandoned("authentication-refused"), 77), (.unreachable, 69),
    ]

    @Test("each outcome of a stop has an exit code", arguments: Self.outcomes)
    func eachOutcomeOfAStopHasAnExitCode(outcome: ManualStop.Outcome, code: Int32) {
        #expect(outcome.exitCode?.rawValue ?? 0 == code)
    }

    /// Topics with their verdicts, and the exit code.
    private static let findings: [([String: OnlineFinding.Verdict], Int32)] = [
        ([:], 0), (["stream": .ok], 0), (["stream": .warning], 1), (["reach": .error], 69),
        (["reach": .error, "access": .error], 77), (["systemd": .error], 69),
    ]

    @Test("the worst finding decides the exit code", arguments: Self.findings)
    func theWorstFindingDecidesTheExitCode(findings: [String: OnlineFinding.Verdict], code: Int32) {
        var report = CheckReport(DaemonConfiguration(servers: []))
        report.online = findings.map {
            OnlineFinding(
                server: nil, topic: $0.key, verdict: $0.value, found: "", cure: nil, isRefusal: $0.key == "access")
        }
        #expect(report.exitCode?.rawValue ?? 0 == code)
        report.problems = [CheckReport.Problem(ConfigurationProblem(file: "x", message: "wrong"))]
        #expect(report.exitCode?.rawValue == 78)
    }

    @Test(
        "a systemd without credentials is an error",
        arguments: [
            (nil, true, OnlineFinding.Verdict.warning), (246, true, .error), (252, true, .ok), (252, false, .warning),
            (259, true, .ok),
        ])
    func aSystemdWithoutCredentialsIsAnError(
        version: Int?, isRunning: Bool, verdict: OnlineFinding.Verdict
    ) {
        #expect(SystemdCheck.finding(version: version, isRunning: isRunning).verdict == verdict)
    }

    @Test(
        "the version is in the library's name",
        arguments: [
            ("libsystemd-shared-252.so", 252), ("libsystemd-shared-257.3-1.so", 257), ("libsystemd-core-252.so", nil),
            ("", nil),
        ])
    func theVersionIsInTheLibrarysName(name: String, version: Int?) {
        #expect(SystemdCheck.version(of: name) == version)
    }
}
