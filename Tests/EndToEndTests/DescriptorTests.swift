// SPDX-License-Identifier: Apache-2.0
import PlexSimulator
import Testing

/// A daemon that has run out of descriptors.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct DescriptorTests {
    @Test("descriptors that are exhausted are no pause")
    func exhaustedDescriptorsAreNoPause() async throws {
        try await Stage.with([.endlessScan()]) { stage in
            let daemon = try stage.start()
            try await daemon.next("started") { $0.uuid == "watched" }
            try await stage.status { $0.contains("\"isPaused\":false") }

            // From now on each open(2) fails with EMFILE; the connections that are open stay.
            try await Self.limitDescriptors(of: daemon, to: "0:", stage)
            try await stage.morePolls(5)
            try await Self.limitDescriptors(of: daemon, to: "1024:", stage)

            // The daemon sees files again: this pause is the first.
            try stage.home.writePause("")
            try await stage.status { $0.contains("\"isPaused\":true") }
            stage.home.removePause()
            try await stage.status { $0.contains("\"isPaused\":false") }
            let text = daemon.standardError
            #expect(text.matches(of: /what was seen last holds/).count == 1, "\(text)")
            #expect(text.matches(of: /paused until resumed/).count == 1, "\(text)")
            #expect(try await daemon.terminate() == .exited(0))
        }
    }

    /// Changes the soft limit of the daemon, with prlimit(1) of util-linux.
    private static func limitDescriptors(of daemon: Daemon, to limit: String, _ stage: Stage) async throws {
        let outcome = try await stage.run("/usr/bin/prlimit", ["--pid", "\(daemon.pid)", "--nofile=\(limit)"])
        try #require(outcome.ending == .exited(0), "\(outcome.complaint)")
    }
}
