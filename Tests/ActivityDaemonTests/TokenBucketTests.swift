// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@testable import ActivityDaemon

@Suite("A token bucket")
struct TokenBucketTests {
    private let start = Instant(nanoseconds: 0)

    @Test("lets a burst pass at once, and then one at a time")
    func burst() {
        var bucket = TokenBucket(rate: 10, burst: 5)
        let taken = (0..<7).map { _ in bucket.take(at: self.start) }
        #expect(taken == [true, true, true, true, true, false, false])
        #expect(bucket.ready(for: 1, at: self.start) == self.start.advanced(by: .milliseconds(100)))
        #expect(bucket.ready(for: 3, at: self.start) == self.start.advanced(by: .milliseconds(300)))
        #expect(bucket.ready(for: 50, at: self.start) == self.start.advanced(by: .milliseconds(500)))
        let later = [99, 100, 100].map { bucket.take(at: self.start.advanced(by: .milliseconds($0))) }
        #expect(later == [false, true, false])
    }

    @Test("does not hold more than its burst, however long nothing passes")
    func refill() {
        var bucket = TokenBucket(rate: 10, burst: 5)
        let first = (0..<5).map { _ in bucket.take(at: self.start) }
        let later = self.start.advanced(by: .hours(1))
        let second = (0..<7).map { _ in bucket.take(at: later) }
        #expect(first.allSatisfy(\.self) && second.count(where: \.self) == 5)
    }

    @Test("lets no more pass than burst and rate allow, whenever it is asked")
    func bound() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let rate = Int.random(in: 1...1_000, using: &generator)
            let burst = Int.random(in: 1...100, using: &generator)
            var bucket = TokenBucket(rate: rate, burst: burst)
            var now = self.start
            var passed = 0
            for _ in 0..<300 {
                now = now.advanced(by: .microseconds(Int.random(in: 0...3_000, using: &generator)))
                if bucket.take(at: now) { passed += 1 }
            }
            let allowed = Double(burst) + self.start.duration(to: now).seconds * Double(rate) + 1
            #expect(Double(passed) <= allowed)
        }
    }
}
