// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

/// `plex-activityctl report` on a journal with entries of the real daemon.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ReportTests {
    @Test("the report shows the scan that stuck and how it was stopped")
    func theReportShowsTheScanThatStuckAndHowItWasStopped() async throws {
        let rule = RuleText(name: "stuck-scan", conditions: "no-progress-for = \"3s\"")
        try await Stage.with([.stuckScan(), .bystander()], rules: [rule]) { stage in
            let daemon = try stage.start()
            try await daemon.next("stop-confirmed")
            #expect(try await daemon.terminate() == .exited(0))
            let file = try await JournalFile(daemon.events, in: stage.home)
            func report(_ arguments: String...) async throws -> CommandOutcome {
                try await stage.home.tool(
                    ["report", "--file", file.path, "--config", stage.home.configuration] + arguments)
            }

            let json = try await report("--json").lines.joined(separator: "\n")
            let content = try #require(try? JSONDecoder().decode(Content.self, from: Data(json.utf8)))
            #expect(content.moments.map(\.kind) == ["stopped"])
            #expect(content.rules.map(\.confirmed) == [1])
            #expect(Set(content.runs.map(\.outcome)) == ["running", "ended-after-request"])
            #expect(content.runs.allSatisfy { $0.title != nil })

            let path = "\(stage.home.path)/report.html"
            #expect(try await report("--output", path).ending == .exited(0))
            let page = Home.text(of: path)
            #expect(page.hasPrefix("<!doctype html>"))
            #expect(page.contains("Stopped by a rule") && page.contains("Rule stuck-scan"))
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o777 == 0o640)

            let titles = content.runs.compactMap(\.title)
            try #require(!titles.isEmpty)
            let hidden = try await report("--no-titles").lines.joined(separator: "\n")
            #expect(hidden.hasPrefix("<!doctype html>"))
            #expect(titles.allSatisfy { page.contains($0) && !hidden.contains($0) })

            #expect(try await report("--svg").lines.first?.hasPrefix("<svg ") == true)
            let unknown = try await report("--json", "--server", "nope")
            #expect(unknown.ending == .exited(64))
            #expect(unknown.complaint.hasPrefix("the journal has no event of a server called nope"))
            #expect(try await report("--svg", "--json").ending == .exited(64))
            #expect(try await report("--since", "1h", "--until", "2h").ending == .exited(64))
            #expect(try await report("--output", "/nonexistent/report.html").ending == .exited(1))
        }
    }

    /// The members of the JSON that the test looks at.
    private struct Content: Decodable {
        struct Run: Decodable {
            var title: String?
            var outcome: String
        }
        struct Moment: Decodable { var kind: String }
        struct Rule: Decodable { var confirmed: Int }
        var runs: [Run]
        var moments: [Moment]
        var rules: [Rule]
    }
}
