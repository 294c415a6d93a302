// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A journal file with a daemon's events, in the form that journald keeps.
struct JournalFile: Sendable {
    /// Its path.
    let path: String

    /// Makes a file with events, by systemd-journal-remote(8), which needs no journald. The entries have the service's
    /// unit; entries whose number is in `forged` have another unit. The last ones are written again where `again` says
    /// how many, as after a crash.
    init(_ told: [DaemonEvent], in home: Home, forged: Set<Int> = [], again: Int = 0) async throws {
        let events = told + told.suffix(again)
        self.path = "\(home.path)/events.journal"
        var export = ""
        let times = events.enumerated().map { index, event in
            (Int64(event["__REALTIME_TIMESTAMP"] ?? "") ?? 0) + (index < told.count ? 0 : 2_000_000)
        }
        for (index, event) in events.enumerated() {
            let unit = forged.contains(index) ? "session-3.scope" : "plex-activityd.service"
            let head = [
                "__REALTIME_TIMESTAMP=\(times[index])", "__MONOTONIC_TIMESTAMP=\(times[index] - times[0] + 1)",
                "_BOOT_ID=0123456789abcdef0123456789abcdef", "_SYSTEMD_UNIT=\(unit)", "_UID=61234",
            ]
            // The daemon's values have no line breaks, so the short form of fields is enough.
            let fields = event.fields.filter { !$0.key.hasPrefix("_") }.map { "\($0.key)=\($0.value)" }.sorted()
            export += (head + fields).joined(separator: "\n") + "\n\n"
        }
        let source = "\(home.path)/events.export"
        guard FileManager.default.createFile(atPath: source, contents: Data(export.utf8)) else {
            throw HarnessError("\(source) cannot be written")
        }
        let places = ["/usr/lib/systemd", "/lib/systemd"].map { "\($0)/systemd-journal-remote" }
        guard let program = places.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw HarnessError("there is no systemd-journal-remote: run scripts/setup")
        }
        let outcome = try await home.run(program, ["--output=\(self.path)", source])
        guard outcome.ending == .exited(0) else { throw HarnessError("\(program) ended with \(outcome)") }
    }
}
