// SPDX-License-Identifier: Apache-2.0

/// For how long rules leave work alone after a request for it could not be sent.
struct UnsentPause: Hashable, Sendable {
    /// The longest one, where no `verify-within` is longer.
    static let longest = Duration.minutes(10)

    /// When it ends.
    var until: Instant
    /// How long it is; the next one is twice as long.
    var length: Duration
}

extension StopEngine {
    /// Takes back what a request has cost that stopped nothing: its stop of the hour, and the cooldown of its kinds.
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
        self.restraint.retract(request: sending.request)
        context.retract(request: sending.request)
    }

    /// Leaves work of these kinds alone for a while, each time for longer.
    mutating func pause(_ kinds: [Kind], for duration: Duration, at now: Instant) {
        self.unsent = self.unsent.filter { $0.value.until.duration(to: now) < .hours(1) }
        for kind in kinds {
            let length =
                self.unsent[kind].map { min($0.length * 2, max(UnsentPause.longest, duration)) } ?? duration
            self.unsent[kind] = UnsentPause(until: now.advanced(by: length), length: length)
        }
    }

    /// Whether a request for work of a kind could not be sent a moment ago.
    func isPaused(_ kind: Kind, at now: Instant) -> Bool {
        self.unsent[kind].map { now < $0.until } ?? false
    }
}

extension RequestOutcome {
    /// Whether the request was sent, or may have been.
    var reachedServer: Bool {
        if case .notSent = self { false } else { true }
    }
}
