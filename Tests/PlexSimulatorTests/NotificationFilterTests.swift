// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import PlexSimulator

/// Which types the query argument `filters` lets through.
@Suite struct NotificationFilterTests {
    @Test(
        "an argument lets types through",
        arguments: [
            (nil, ["activity", "playing"]), ("", ["activity", "playing", "log"]), ("activity", ["activity"]),
            ("activity,playing", ["activity", "playing"]), ("-activity", ["playing", "log"]),
            ("-activity,log", ["playing"]), ("-", ["activity", "playing", "log"]), ("timeline", []),
        ])
    func anArgumentLetsTypesThrough(argument: String?, types: [String]) {
        let filter = NotificationFilter(argument)
        #expect(["activity", "playing", "log"].filter { filter.lets($0) } == types)
    }
}
