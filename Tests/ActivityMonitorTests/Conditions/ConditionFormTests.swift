// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

@Suite("The list of conditions")
struct ConditionFormTests {
    @Test("a condition is named by the first key of its form, and its form makes it again from its values")
    func roundTrip() throws {
        for form in Condition.forms {
            let condition = try #require(form.make(Self.values(form)), "\(form.field.key)")
            #expect(condition.name == form.field.key)
            #expect(condition.form.fields == form.fields)
            #expect(condition.values == Self.values(form))
        }
    }

    @Test("no two conditions share a key")
    func keys() {
        let keys = Condition.forms.flatMap(\.fields).map(\.key)
        #expect(Set(keys).count == keys.count)
        #expect(!keys.contains("for"))
    }

    @Test("without one of its values there is no condition")
    func missingValue() throws {
        for form in Condition.forms {
            for field in form.fields where !field.isOptional {
                var values = Self.values(form)
                values[field] = nil
                #expect(form.make(values) == nil, "\(form.field.key) without \(field.key)")
            }
        }
    }

    @Test(
        "the text of a condition in the identity of its rule stays as it is, so that clocks survive an upgrade",
        arguments: [
            (.runningFor(.hours(1)), "running-for 3600000000"),
            (.noProgressFor(.minutes(30)), "no-progress-for 1800000000"),
            (.progressBelow(50), "progress-below 50.0"),
            (.progressAbove(0.5), "progress-above 0.5"),
            (.duplicatesAtLeast(2), "duplicates-at-least 2"),
            (.streamsAtLeast(1), "streams-at-least 1"),
            (.transcodesAtLeast(3), "transcodes-at-least 3"),
            (.startsAtLeast(20, within: .minutes(10)), "starts-at-least 20 600000000"),
            (.slowerThanUsual(3), "slower-than-usual 3.0"),
            (.during([Self.night, Self.noon]), "during night 1320-360 mon,noon 720-780 mon"),
            (.notDuring([Self.noon]), "not-during noon 720-780 mon"),
            (.queueStillFor(.minutes(30)), "queue-still-for 1800000000"),
        ] as [(Condition, String)])
    func canonicalText(condition: Condition, text: String) {
        #expect(condition.canonicalText == text)
    }

    private static let night = TimeWindow(name: "night", from: 1_320, to: 360, days: [.monday])
    private static let noon = TimeWindow(name: "noon", from: 720, to: 780, days: [.monday])

    /// A value of each key, at the lower end of its range.
    private static func values(_ form: ConditionForm) -> ConditionValues {
        var values: ConditionValues = [:]
        for field in form.fields {
            values[field] =
                switch field.shape {
                case .duration(let range): .duration(range.lowerBound)
                case .number(let range): .number(range.lowerBound)
                case .count(let range): .count(range.lowerBound)
                case .windows: .windows([Self.night])
                }
        }
        return values
    }
}
