// SPDX-License-Identifier: Apache-2.0

extension EventKind {
    /// Whether the state must be saved before an event of this kind is written. Otherwise a crash could repeat a start,
    /// an end or a decision.
    package var mustBeSavedFirst: Bool {
        switch self {
        case .started, .finished, .lost, .wouldStop, .ruleFired, .ruleUndecided, .stopRequested, .stopConfirmed,
            .stopIneffective, .stopAbandoned, .breakerTripped:
            true
        case .progress, .rulePending, .serverUnreachable, .serverReachable, .authenticationRefused,
            .tokenLimited, .configurationLoaded, .configurationRejected:
            false
        }
    }
}

extension Output {
    /// The output, with ``Output/mustBeSaved`` set if one of its events or actions needs it.
    var markedForSaving: Output {
        var output = self
        let hasRequest = self.actions.contains { if case .send = $0 { true } else { false } }
        output.mustBeSaved = self.mustBeSaved || hasRequest || self.events.contains(where: \.kind.mustBeSavedFirst)
        return output
    }
}
