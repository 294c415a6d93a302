// SPDX-License-Identifier: Apache-2.0

/// A pause for a kind of work after a request for it could not be sent.
struct UnsentPause: Hashable, Sendable {
    /// The longest pause, unless `verify-within` of the rule is longer.
    static let longest = Duration.minutes(10)

    /// The end of the pause.
    var until: Instant
    /// The length of the pause. The next pause is twice as long, up to the longest.
    var length: Duration
}

extension StopEngine {
    /// Takes back the counted stop and the cooldown of a request that was not sent or not permitted.
    mutating func takeBack(
        _ sending: StopOperation.Sending, of operation: StopOperation, _ context: inout StepContext
    ) {
        for kind in sending.kinds {
            guard let count = self.requestedKinds[operation.decision]?[kind] else { continue }
            self.requestedKinds[operation.decision]?[kind] = count > 1 ? count - 1 : nil
        }
        if self.requestedKinds[operation.decision]?.isEmpty == true {
            self.requestedKinds[operation.decision] = nil
        }
        self.limits.retract(request: sending.request)
        context.retract(request: sending.request)
    }

    /// Pauses stops of these kinds. Each further pause of a kind is longer.
    mutating func pause(_ kinds: [WorkKind], for duration: Duration, at now: Instant) {
        self.unsent = self.unsent.filter { $0.value.until.duration(to: now) < .hours(1) }
        for kind in kinds {
            let length =
                self.unsent[kind].map { min($0.length * 2, max(UnsentPause.longest, duration)) } ?? duration
            self.unsent[kind] = UnsentPause(until: now.advanced(by: length), length: length)
        }
    }

    /// Whether stops of a kind are paused because a request could not be sent.
    func isPaused(_ kind: WorkKind, at now: Instant) -> Bool {
        self.unsent[kind].map { now < $0.until } ?? false
    }
}

extension RequestOutcome {
    /// Whether the request was sent or may have been sent.
    var reachedServer: Bool {
        if case .notSent = self { false } else { true }
    }
}
