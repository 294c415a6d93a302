// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

@testable import ActivityMonitor

/// The words of `PLEX_REASON` as docs/journal-fields.md lists them.
@Suite struct ReasonTests {
    @Test(
        "the page lists every reason",
        arguments: [
            ("lost", LossReason.allCases.map(\.rawValue)), ("stop-abandoned", StopAbandonment.allCases.map(\.rawValue)),
        ])
    func thePageListsEveryReason(event: String, reasons: [String]) throws {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let page = try String(contentsOf: root.appending(path: "docs/journal-fields.md"), encoding: .utf8)
        let table = page.split(separator: "\n").drop { $0 != "## `PLEX_REASON`" }
        let row = try #require(table.first { $0.hasPrefix("| `\(event)` |") })
        for reason in reasons { #expect(row.contains("`\(reason)`")) }
    }
}
