// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@testable import ActivityDaemon

@Suite("The mailbox, notifications and the tests' clock", .timeLimit(.minutes(1)))
struct MailboxTests {
    @Test("whoever delivers waits until the message was handled")
    func waits() async {
        let mailbox = Mailbox()
        let (order, continuation) = AsyncStream.makeStream(of: String.self)
        await withTaskGroup { group in
            group.addTask {
                await mailbox.deliver(.wake)
                continuation.yield("delivered")
                mailbox.close()
            }
            for await envelope in mailbox.envelopes {
                continuation.yield("handled")
                envelope.acknowledgement.give()
            }
        }
        continuation.finish()
        var seen: [String] = []
        for await text in order { seen.append(text) }
        #expect(seen == ["handled", "delivered"])
    }

    @Test("nobody waits for a mailbox that is closed, nor for an envelope that is thrown away")
    func closed() async {
        let mailbox = Mailbox()
        await withTaskGroup { group in
            group.addTask { await mailbox.deliver(.wake) }
            for await _ in mailbox.envelopes {
                // Taken out and not acknowledged.
                break
            }
        }
        mailbox.close()
        await mailbox.deliver(.wake)
    }

    @Test("a notification before a wait wakes the next wait, once")
    func keptNotification() async {
        let notify = Notify()
        let clock = ManualClock()
        notify.notify()
        notify.notify()
        #expect(await notify.wait(until: nil, clock: clock))
        #expect(await !notify.wait(until: clock.now, clock: clock))
    }

    @Test("a wait ends at the deadline and at a cancellation")
    func waitWithDeadline() async {
        let notify = Notify()
        let clock = ManualClock()
        async let rang = notify.wait(until: clock.now.advanced(by: .seconds(5)), clock: clock)
        await clock.sleeper(in: .seconds(5))
        clock.advance(by: .seconds(5))
        #expect(await !rang)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await notify.wait(until: nil, clock: clock) }
            group.cancelAll()
            #expect(await group.next() == false)
        }
    }

    @Test("the clock of the tests wakes those whose time has come, and no others")
    func manualClock() async {
        let clock = ManualClock()
        let start = clock.now
        await withTaskGroup(of: Int.self) { group in
            for seconds in [3, 1, 2] {
                group.addTask {
                    try? await clock.sleep(until: start.advanced(by: .seconds(seconds)), tolerance: nil)
                    return seconds
                }
            }
            for seconds in 1...3 { await clock.sleeper(in: .seconds(seconds)) }
            for expected in 1...3 {
                clock.advance(by: .seconds(1))
                #expect(await group.next() == expected)
            }
        }
        #expect(start.duration(to: clock.now) == .seconds(3))
    }

    @Test("the clock of the machine goes on and comes to an end of a sleep")
    func bootClock() async throws {
        let clock = BootClock()
        let start = clock.now
        try await clock.sleep(until: start.advanced(by: .milliseconds(5)))
        #expect(start.duration(to: clock.now) >= .milliseconds(5))
    }
}
