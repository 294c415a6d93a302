// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityDaemon

@Suite("Back-off")
struct BackoffTests {
    @Test(
        "doubles from a second to a minute",
        arguments: [
            (UInt64.max, [1, 2, 4, 8, 16, 32, 60, 60, 60]),
            (UInt64.min, [1, 1, 2, 4, 8, 16, 30, 30, 30]),
        ])
    func table(number: UInt64, seconds: [Int]) {
        var generator = FixedGenerator(value: number)
        var backoff = Backoff(upTo: .seconds(60))
        let waits = seconds.map { _ in backoff.failed(using: &generator) }
        #expect(waits == seconds.map { .seconds($0) })
    }

    @Test("doubles up to the limit that it was given")
    func limit() {
        var generator = FixedGenerator()
        var backoff = Backoff(upTo: .seconds(300))
        let waits = (0..<40).map { _ in backoff.failed(using: &generator) }
        #expect(waits.prefix(10) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300].map { Duration.seconds($0) }[...])
        #expect(waits.last == .seconds(300))
    }

    @Test("begins anew after a success")
    func reset() {
        var generator = FixedGenerator()
        var backoff = Backoff(upTo: .seconds(60))
        for _ in 0..<5 { _ = backoff.failed(using: &generator) }
        backoff.reset()
        #expect(backoff.failed(using: &generator) == .seconds(1))
    }

    @Test("stays within its bounds whatever is drawn")
    func bounds() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var backoff = Backoff(upTo: .seconds(60))
            for _ in 0..<80 {
                let wait = backoff.failed(using: &generator)
                #expect(wait >= Backoff.shortest && wait <= backoff.longest)
            }
        }
    }
}
