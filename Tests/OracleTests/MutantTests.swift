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
        /// How often the judgement is broken in the history of a seed.
        var count: @Sendable (UInt64) -> Int

        init<Fault: Mutation & SendableMetatype>(_: Fault.Type) {
            self.testDescription = "\(Fault.self) breaks \(Fault.breaks.rawValue)"
            self.breaks = Fault.breaks
            self.count = { seed in
                let record = Driver<Mutant<Fault>>.play(ScriptMaker.script(seed))
                return Judged<Mutant<Fault>>.run(record).violations.count { $0.judgement == Fault.breaks }
            }
        }
    }

    static let cases = [
        Case(OldMutation.self), Case(YoungMutation.self), Case(StiffMutation.self), Case(LivelyMutation.self),
        Case(BoastfulMutation.self), Case(HastyWordsMutation.self), Case(SlowWordsMutation.self),
        Case(MiscountingMutation.self), Case(RosyMutation.self), Case(MisplacedMutation.self), Case(GloomyMutation.self),
        Case(SunnyMutation.self), Case(FlatteringMutation.self), Case(VainMutation.self), Case(ModestMutation.self),
        Case(FreshMutation.self), Case(StaleMutation.self), Case(ConfusedMutation.self), Case(StutteringMutation.self),
        Case(ForgetfulMutation.self), Case(EndlessMutation.self), Case(UnbrokenMutation.self), Case(IdleMutation.self),
        Case(ShyMutation.self), Case(SecretMutation.self), Case(HangingMutation.self), Case(EchoingMutation.self),
        Case(OptimisticMutation.self), Case(NoisyMutation.self), Case(SleepyMutation.self), Case(UnexceptingMutation.self),
        Case(HotMutation.self), Case(ImpatientMutation.self), Case(ArmingMutation.self), Case(UnprotectingMutation.self),
        Case(RestlessMutation.self), Case(SleeplessMutation.self), Case(HotheadedMutation.self), Case(LavishMutation.self),
        Case(CurtMutation.self), Case(TrustingMutation.self), Case(DoublingMutation.self), Case(BlindMutation.self),
        Case(HolelessMutation.self), Case(PersistentMutation.self),
    ]

    @Test(arguments: cases) func `A judgement is broken by its mutant`(_ mutant: Case) {
        let seed = (1...UInt64(2_000)).first { seed in
            mutant.count(seed) > 0
                && Judged<MonitorCore>.run(Driver<MonitorCore>.play(ScriptMaker.script(seed))).violations
                    .allSatisfy { $0.judgement != mutant.breaks }
        }
        #expect(seed != nil, "2,000 histories do not show that \(mutant.testDescription)")
        print("\(mutant.testDescription): seed \(seed.map { "\($0)" } ?? "none")")
    }
}
