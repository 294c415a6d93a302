// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Tells a monitor again what was told to another, and answers the requests that it makes this time.
///
/// Each request is answered before the next poll, by its target and number alone: so two monitors that do the same are
/// told the same.
struct Replay<Subject: MonitorUnderTest> {
    private(set) var monitor = Subject()
    var outputs: [Output] = []
    private(set) var unanswered: [RemedyRequest] = []
    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Tells it a step, so much later than it was; recorded answers are left out.
    mutating func tell(_ step: HistoryRecord.Step, later: Duration = .zero) {
        let now = step.now.advanced(by: later)
        switch step.cause {
        case .restart(let isSameBoot):
            self.restart(isSameBoot: isSameBoot)
        case .input(.requestFinished):
            break
        case .input(.poll(let server, let sentAt, let result)):
            self.answer(at: now)
            self.feed(.poll(server: server, sentAt: sentAt.advanced(by: later), result), at: now)
        case .input(let input):
            self.feed(input, at: now)
        }
    }

    mutating func feed(_ input: Input, at now: Instant) {
        let output = self.monitor.handle(input, at: now)
        self.outputs.append(output)
        self.unanswered += output.requests
    }

    mutating func restart(isSameBoot: Bool) {
        self.monitor = Subject(restoring: self.monitor.savedState(), isSameBoot: isSameBoot)
        self.unanswered = []
    }

    private mutating func answer(at now: Instant) {
        let requests = self.unanswered
        self.unanswered = []
        for request in requests {
            var random = SeededGenerator(seed: self.seed, "replay \(request.remedy)", request.id)
            self.feed(
                .requestFinished(id: request.id, AnswerGenerator.answer(isRegular: false, &random).0), at: now)
        }
    }
}
