// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import Testing

@testable import ActivityDaemon

@Suite("News of playback on its way to the monitor", .timeLimit(.minutes(1)))
struct PlaybackNewsTests {
    @Test("tells what notifications said of sessions before the sessions that were read, the last word about each")
    func playbacks() async {
        let bench = PollerBench {
            $0.sessions = .success([PlaybackSession(key: "7", state: .playing, isTranscoding: false)])
        }
        let stopped = PlaybackNotification(key: "7", state: .stopped)
        let received = bench.clock.now
        bench.control.sessionsHaveChanged(
            [.init(key: "7", state: .playing), .init(key: "8", state: .paused)], at: received)
        bench.control.sessionsHaveChanged([stopped], at: received.advanced(by: .seconds(-1)))
        bench.control.setNeedsSessions(true)
        await bench.run { envelopes in
            _ = await envelopes.next()
            _ = await envelopes.next()
            #expect(
                await envelopes.next()
                    == .playback(server: "home", receivedAt: received.advanced(by: .seconds(-1)), stopped))
            #expect(
                await envelopes.next()
                    == .playback(server: "home", receivedAt: received, .init(key: "8", state: .paused)))
            #expect(
                await envelopes.next()
                    == .sessions(server: "home", [.init(key: "7", state: .playing, isTranscoding: false)]))
            #expect(await envelopes.poll() != nil)
        }
        #expect(bench.control.takePlaybacks().isEmpty)
    }

    @Test("remembers what was said of a thousand sessions, whatever a server says")
    func manyPlaybacks() {
        var pending = PendingPlaybacks()
        for number in 0..<5_000 {
            pending.add([.init(key: "\(number)", state: .stopped)], at: Instant(nanoseconds: 0))
        }
        pending.add([.init(key: "7", state: .paused)], at: Instant(nanoseconds: 1))
        #expect(pending.count == PendingPlaybacks.capacity)
        #expect(pending.take().last?.notification == .init(key: "7", state: .paused))
        #expect(pending.count == 0)
    }
}
