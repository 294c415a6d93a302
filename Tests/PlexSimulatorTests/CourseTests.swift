// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import PlexSimulator

/// How one run of an activity goes on.
@Suite struct CourseTests {
    /// The values of a course at a time.
    struct Moment: Sendable, CustomTestStringConvertible {
        var course: Course
        var elapsed: Duration
        var progress: ActivityProgress
        var testDescription: String { "\(self.elapsed): \(self.progress)" }
    }

    @Test(
        "progress follows the course",
        arguments: [
            Moment(course: Course(), elapsed: .zero, progress: .percent(0)),
            Moment(course: Course(), elapsed: .milliseconds(2800), progress: .percent(28)),
            Moment(course: Course(), elapsed: .milliseconds(2899), progress: .percent(28)),
            Moment(course: Course(), elapsed: .seconds(10), progress: .percent(100)),
            // It rests at its end.
            Moment(course: Course(), elapsed: .seconds(11), progress: .percent(100)),
            Moment(course: Course(from: 20, to: 60), elapsed: .seconds(5), progress: .percent(40)),
            Moment(course: Course(steps: 4), elapsed: .milliseconds(4999), progress: .percent(25)),
            Moment(course: Course(steps: 4), elapsed: .seconds(5), progress: .percent(50)),
            Moment(course: Course(steps: 3), elapsed: .seconds(4), progress: .percent(100.0 / 3)),
            Moment(course: Course(stick: .percent(42)), elapsed: .milliseconds(4190), progress: .percent(41)),
            Moment(course: Course(stick: .percent(42)), elapsed: .milliseconds(4200), progress: .percent(42)),
            Moment(course: Course(stick: .percent(42)), elapsed: .seconds(86_400), progress: .percent(42)),
            // Between two steps the percentage that the file names is the one that is shown.
            Moment(course: Course(steps: 4, stick: .percent(42)), elapsed: .seconds(5), progress: .percent(42)),
            Moment(course: Course(stick: .time(.seconds(3))), elapsed: .seconds(99), progress: .percent(30)),
            Moment(course: Course(movesOnlySubtitle: true), elapsed: .seconds(7), progress: .percent(0)),
            Moment(course: Course(isIndeterminate: true), elapsed: .seconds(7), progress: .unknown),
        ])
    func progressFollowsTheCourse(moment: Moment) {
        #expect(moment.course.progress(after: moment.elapsed) == moment.progress)
    }

    @Test(
        "texts are spread over the steps",
        arguments: [(0, "a"), (3, "a"), (4, "b"), (6, "b"), (7, "c"), (10, "c"), (99, "c")])
    func textsAreSpreadOverTheSteps(seconds: Int, text: String) {
        #expect(Course().text(of: ["a", "b", "c"], after: .seconds(seconds)) == text)
    }

    @Test("a stuck course shows the text of that moment for ever")
    func aStuckCourseShowsTheTextOfThatMomentForEver() {
        let course = Course(stick: .percent(42))
        #expect(course.text(of: ["a", "b", "c", "d"], after: .seconds(5)) == "b")
        #expect(course.text(of: ["a", "b", "c", "d"], after: .seconds(5000)) == "b")
        #expect(course.length == nil)
    }

    @Test("without texts there is none")
    func withoutTextsThereIsNone() {
        #expect(Course().text(of: [], after: .zero) == nil)
    }
}
