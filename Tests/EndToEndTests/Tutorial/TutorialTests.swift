// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexModel
import PlexSimulator
import Synchronization
import Testing

/// The tutorial of `PlexClient`, against a simulated server.
@Suite("The tutorial of PlexClient", .timeLimit(.minutes(1)))
struct TutorialTests {
    @Test("the page shows the very code that is compiled, in 30 lines")
    func page() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let source = try String(contentsOf: folder.appending(path: "TendActivities.swift"), encoding: .utf8)
        let root = (0..<3).reduce(folder) { url, _ in url.deletingLastPathComponent() }
        let page = try String(
            contentsOf: root.appending(path: "Sources/PlexClient/PlexClient.docc/ListCancelFollow.md"), encoding: .utf8)
        let code = source.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n")
        #expect(page.contains("```swift\n\(code)```\n"))
        #expect(code.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count <= 30)
    }

    @Test("the code lists, cancels and follows")
    func code() async throws {
        var scenario = Scenario(activities: [
            ActivityPlan(
                type: .providerSubscriptionsProcess, titles: ["Subscriptions"], isCancellable: true,
                course: Course(from: 20, stick: .percent(20)))
        ])
        scenario.server.token = "secret"
        let server = try await SimulatorServer.start(scenario: scenario, time: .manual())
        let reports = Mutex<[String]>([])
        try await tendActivities(
            at: server.url, token: "secret", cancelling: .providerSubscriptionsProcess,
            report: { line in reports.withLock { $0.append(line) } })
        #expect(
            reports.withLock { $0 } == [
                "provider.subscriptions.process: 20.0 %", "ended: provider.subscriptions.process",
            ])
        await server.stop()
    }
}
