// SPDX-License-Identifier: Apache-2.0
import Testing

/// A property that nothing can break proves nothing: each of them fails on a mutant made for it.
@Suite struct MutantTests {
    /// A mutant, the property that it breaks, and how to try it on the history of a seed.
    struct Case: CustomTestStringConvertible, Sendable {
        var property: Property
        var testDescription: String
        var check: @Sendable (UInt64) -> [Violation]

        init<Mutant: MonitorUnderTest & SendableMetatype>(_ property: Property, _: Mutant.Type) {
            self.property = property
            self.testDescription = "\(Mutant.self) breaks \(property.rawValue)"
            self.check = { seed in HistoryCheck<Mutant>.check(seed: seed, on: property) }
        }
    }

    static let cases = [
        Case(.justified, TrustingMutant.self), Case(.justified, UnexceptingMutant.self),
        Case(.justified, HastyMutant.self), Case(.justified, ImpatientMutant.self),
        Case(.protected, UnprotectingMutant.self), Case(.paused, DeafMutant.self),
        Case(.identified, CredulousMutant.self), Case(.window, WindowlessMutant.self),
        Case(.observing, ArmingMutant.self), Case(.oneInFlight, StutteringMutant.self),
        Case(.looksAgain, BlindMutant.self), Case(.budgets, LavishMutant.self),
        Case(.cooldown, RestlessMutant.self), Case(.oneEnd, RepeatingMutant.self),
        Case(.oneEnd, ForgetfulMutant.self), Case(.deadline, SleeplessMutant.self), Case(.age, YouthfulMutant.self),
        Case(.confirmed, OptimisticMutant.self), Case(.denied, PessimisticMutant.self),
        Case(.denied, RashMutant.self), Case(.sameOutputs, ShufflingMutant.self), Case(.restored, NegligentMutant.self),
        Case(.reloaded, RebornMutant.self),
        Case(.exceptionAddsNoStop, InvertingMutant.self), Case(.protectionAddsNoStop, MisprotectingMutant.self),
        Case(.gapAddsNoStop, TrustingMutant.self),
    ]

    @Test("every property has a mutant")
    func everyPropertyHasAMutant() {
        #expect(Set(Self.cases.map(\.property)) == Set(Property.allCases))
    }

    @Test("a property fails on its mutant", arguments: cases)
    func aPropertyFailsOnItsMutant(_ mutant: Case) {
        let seed = (1...UInt64(1_000)).first { seed in
            mutant.check(seed).contains { $0.property == mutant.property }
        }
        #expect(seed != nil, "1,000 histories do not show that \(mutant.testDescription)")
    }
}
