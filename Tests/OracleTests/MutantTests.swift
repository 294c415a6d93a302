// SPDX-License-Identifier: Apache-2.0
import Testing

/// A judgement that nothing can break proves nothing: each mutant is caught by the judgement that it must break.
@Suite struct MutantTests {
    /// A mutant, and how to try it on a script.
    struct Case: CustomTestStringConvertible, Sendable {
        /// Its name, and what it breaks.
        var testDescription: String
        /// The judgement.
        var breaks: Judgement
        /// The fault.
        var fault: any Mutation

        /// Where the search begins: near a seed that is known to show it, where that is not a small one.
        var firstSeed: UInt64

        init<Fault: Mutation>(_: Fault.Type, from firstSeed: UInt64 = 1) {
            self.firstSeed = firstSeed
            self.testDescription = "\(Fault.self) breaks \(Fault.breaks.rawValue)"
            self.breaks = Fault.breaks
            self.fault = Fault()
        }

        /// Whether the judgement is broken in the history of a seed, and not without the fault.
        func isCaught(by seed: UInt64) -> Bool {
            let script = ScriptMaker.script(seed)
            return Self.isBroken(self.breaks, script, on: Core(fault: self.fault))
                && !Self.isBroken(self.breaks, script, on: Core())
        }

        private static func isBroken(_ judgement: Judgement, _ script: Script, on core: Core) -> Bool {
            let played = Driver.play(script, on: core)
            let violations =
                judgement == .twins ? Twins.violations(in: played, on: core) : Judged.violations(in: played)
            return violations.contains { $0.judgement == judgement }
        }
    }

    static let cases = [
        Case(OldMutation.self), Case(YoungMutation.self), Case(StiffMutation.self), Case(LivelyMutation.self),
        Case(BoastfulMutation.self), Case(HastyWordsMutation.self), Case(SlowWordsMutation.self),
        Case(MiscountingMutation.self), Case(RosyMutation.self), Case(MisplacedMutation.self),
        Case(GloomyMutation.self),
        Case(SunnyMutation.self), Case(FlatteringMutation.self), Case(VainMutation.self), Case(ModestMutation.self),
        Case(FreshMutation.self), Case(StaleMutation.self), Case(ConfusedMutation.self), Case(StutteringMutation.self),
        Case(ForgetfulMutation.self), Case(EndlessMutation.self), Case(UnbrokenMutation.self, from: 70),
        Case(IdleMutation.self),
        Case(ShyMutation.self, from: 44), Case(SecretMutation.self), Case(HangingMutation.self),
        Case(EchoingMutation.self),
        Case(OptimisticMutation.self), Case(NoisyMutation.self), Case(SleepyMutation.self),
        Case(UnexceptingMutation.self),
        Case(HotMutation.self), Case(ImpatientMutation.self), Case(ArmingMutation.self),
        Case(UnprotectingMutation.self),
        Case(RestlessMutation.self, from: 256), Case(SleeplessMutation.self, from: 207),
        Case(HotheadedMutation.self, from: 22),
        Case(LavishMutation.self, from: 62),
        Case(CurtMutation.self), Case(TrustingMutation.self, from: 24), Case(DoublingMutation.self),
        Case(BlindMutation.self),
        Case(HolelessMutation.self), Case(PersistentMutation.self),
        Case(ExaggeratingMutation.self), Case(NaggingMutation.self), Case(MuteMutation.self),
        Case(GossipingMutation.self),
        Case(RuthlessMutation.self, from: 65),
    ]

    @Test("every judgement has a mutant")
    func everyJudgementHasAMutant() {
        // What is saved is judged by lists that are made to be large.
        #expect(Set(Self.cases.map(\.breaks)).union([.memory]) == Set(Judgement.allCases))
    }

    @Test("a judgement is broken by its mutant", arguments: cases)
    func aJudgementIsBrokenByItsMutant(_ mutant: Case) {
        let seed = (mutant.firstSeed..<mutant.firstSeed + 500).first { mutant.isCaught(by: $0) }
        #expect(seed != nil, "500 histories do not show that \(mutant.testDescription)")
        print("\(mutant.testDescription): seed \(seed.map { "\($0)" } ?? "none")")
    }
}
