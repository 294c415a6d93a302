// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

/// A storm of scans is one story for the operator.
@Suite struct StormTests {
    /// What the shipped example tells of scans, one after another.
    private static func notices(_ lines: String...) throws -> Int {
        // The row of the butler is always there: without it, scans that end together look like a restart of the server.
        let start = ["rules config/examples/scan-storm.toml", "t=0 start b butler progress=100"]
        return try TranscriptStage.play((start + lines).joined(separator: "\n"))
            .all(.wouldStop).count
    }

    @Test("a storm of 180 scans is told once")
    func aStormOf180ScansIsToldOnce() throws {
        let storm = "t=5s series s library.update.section count=180 each=10s pause=10s section=2 progress=50"
        #expect(try Self.notices("until 61m", storm) == 1)
    }

    @Test("the next storm of a library, and a storm of another one, are told again")
    func theNextStormIsToldAgain() throws {
        let storm = "series s library.update.section count=30 each=10s pause=10s section=2 progress=50"
        let next = "series t library.update.section count=30 each=10s pause=10s section=2 progress=50"
        let other = "series u library.update.section count=30 each=10s pause=10s section=3 progress=50"
        #expect(try Self.notices("until 90m", "t=5s \(storm)", "t=60m \(next)") == 2)
        #expect(try Self.notices("until 90m", "t=5s \(storm)", "t=5s \(other)") == 2)
    }
}
