// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// Takes the identity that the server reported.
    ///
    /// - Returns: the installation that answered before, with its restraints and its unanswered requests; nil if the same
    ///   one answers.
    mutating func identify(_ identity: ServerIdentity, _ context: inout StepContext) -> ServerMonitor? {
        var former: ServerMonitor?
        if self.tracker.isAnother(identity) {
            for tracked in self.stops.takeHeldEnds() { context.tell(.lost(tracked, .identityChanged)) }
            // Events about the old server carry its identity.
            self.take(self.tracker.endEpoch(.identityChanged, at: context.now), &context)
            self.stops.abandonAll(.serverRestarted, self.tracker, &context)
            former = self
        }
        // A crash must not tell what follows under another identity.
        if self.tracker.identity?.machineIdentifier != identity.machineIdentifier { context.mustBeSaved = true }
        self.tracker.identify(identity, at: context.now)
        context.server = self.label
        guard former != nil else { return nil }
        // Facts about the old installation do not apply to the new one.
        self.stops = StopEngine()
        self.surroundings.forgetInstallation()
        self.clocks = RuleClocks()
        self.history = WorkHistory()
        self.connection.pace.isStretched = false
        return former
    }

    /// Takes a change of the token.
    mutating func changeToken() {
        (self.stops.notPermittedAt, self.connection.isAdministrator) = (nil, nil)
        self.tracker.changeToken()
    }

    /// Ends the watching of the server: its activities are lost. Only operations with an unanswered request remain, so
    /// that the answer is still told.
    mutating func end(_ context: inout StepContext) {
        self.stops.abandonAll(.noLongerWatched, self.tracker, &context)
        for tracked in self.stops.takeHeldEnds() { context.tell(.lost(tracked, .noLongerWatched)) }
        self.take(self.tracker.endEpoch(.noLongerWatched, at: context.now), &context)
    }
}
