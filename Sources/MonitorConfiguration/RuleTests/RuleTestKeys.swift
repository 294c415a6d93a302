// SPDX-License-Identifier: Apache-2.0

/// The top of a file of rule tests.
enum RuleTestFileKey: String, ConfigurationKey {
    case rules
    case pollInterval = "poll-interval"
    case test
    static let table = ""
}

/// `[[test]]`
enum RuleTestKey: String, ConfigurationKey {
    case name, start, maintenance, step, activity, outage, restart, playback, expect
    static let table = "test"
}

/// `[[test.activity]]`
enum TestActivityKey: String, ConfigurationKey {
    case uuid, type, title, subtitle, section, user, cancellable, start, progress
    case `repeat`
    case every
    static let table = "test.activity"
}

/// `[[test.outage]]`, `[[test.restart]]`
enum TestSpanKey: String, ConfigurationKey {
    case at
    case length = "for"
    static let table = "test.outage"
}

/// `[[test.playback]]`
enum TestPlaybackKey: String, ConfigurationKey {
    case at
    case length = "for"
    case streams, transcodes, paused
    static let table = "test.playback"
}

/// `[[test.expect]]`
enum ExpectationKey: String, ConfigurationKey {
    case at, after, event, rule, activity, never
    static let table = "test.expect"
}
