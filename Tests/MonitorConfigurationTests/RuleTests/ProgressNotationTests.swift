// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MonitorConfiguration

struct ProgressNotationTests {
    typealias Look = ScriptedActivity.Look

    @Test(
        "a notation stands for looks",
        arguments: [
            ("30", [Look.progress(30)]),
            ("30x2", [.progress(30), .progress(30), .progress(30)]),
            ("0+2x2", [.progress(0), .progress(2), .progress(4)]),
            ("50-0.5x1", [.progress(50), .progress(49.5)]),
            ("? ?x2", [.unknown, .unknown, .unknown]),
            ("_x2", [.notShown, .notShown]),
            ("- 7", [.gone, .progress(7)]),
            ("1\n 2", [.progress(1), .progress(2)]),
        ])
    func aNotationStandsForLooks(text: String, looks: [Look]) {
        #expect(ProgressNotation.looks(text) == looks)
    }

    @Test(
        "what is no notation is refused",
        arguments: [
            "", "x", "x3", "101", "-1", "90+5x3", "5-1x6", "1+1", "1x", "1x-2", "a", "1x2x3", "+1x2", "0+x2",
            "1x100001",
            "_y",
            "1+1+1x2",
        ])
    func whatIsNoNotationIsRefused(text: String) {
        #expect(ProgressNotation.looks(text) == nil)
    }
}
