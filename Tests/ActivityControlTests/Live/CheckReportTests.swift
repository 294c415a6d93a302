// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import Testing

@testable import ActivityControl

/// The exit code of `check --online`.
struct CheckReportTests {
    private static func report(_ topic: String, isRefusal: Bool = false) -> CheckReport {
        var report = CheckReport(ConfigurationFailure.rejected([]))
        report.online = [
            OnlineFinding(server: "home", topic: topic, verdict: .error, found: "it is so", isRefusal: isRefusal)
        ]
        return report
    }

    @Test("the findings decide the exit code")
    func theFindingsDecideTheExitCode() {
        #expect(Self.report("access", isRefusal: true).exitCode == ControlExit.permission)
        #expect(Self.report("access").exitCode == ControlExit.unavailable)
        #expect(Self.report("reach").exitCode == ControlExit.unavailable)
        #expect(Self.report("token").exitCode == ControlExit.permission)
        #expect(Self.report("configuration").exitCode == ControlExit.configuration)
    }
}
