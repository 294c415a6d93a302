// SPDX-License-Identifier: Apache-2.0

/// The fields of an event besides the journal's own; the raw value is the field's name.
package enum EventFieldName: String, Hashable, Sendable, CaseIterable {
    /// The event's name.
    case event = "PLEX_EVENT"
    /// The event's own name: an entry that is written again after a crash has it again.
    case eventID = "PLEX_EVENT_ID"
    /// The server's configured name.
    case server = "PLEX_SERVER"
    /// The server's machineIdentifier.
    case serverID = "PLEX_SERVER_ID"
    /// The server's version.
    case serverVersion = "PLEX_SERVER_VERSION"
    /// The activity's uuid.
    case activityUUID = "PLEX_ACTIVITY_UUID"
    /// The activity's type.
    case activityType = "PLEX_ACTIVITY_TYPE"
    /// The activity's title; absent with `titles = false`.
    case activityTitle = "PLEX_ACTIVITY_TITLE"
    /// The activity's subtitle; absent with `titles = false`.
    case activitySubtitle = "PLEX_ACTIVITY_SUBTITLE"
    /// A keyed hash of title and subtitle; present with `titles = false` alone.
    case textHash = "PLEX_TEXT_HASH"
    /// The progress in percent; absent while unknown.
    case progress = "PLEX_PROGRESS"
    /// The progress in the previous event about the activity.
    case progressPrevious = "PLEX_PROGRESS_PREVIOUS"
    /// Whether the server offers to cancel it: `1` or `0`; absent if the server does not say.
    case cancellable = "PLEX_CANCELLABLE"
    /// The account it belongs to.
    case userID = "PLEX_USER_ID"
    /// The key of the library section.
    case sectionID = "PLEX_SECTION_ID"
    /// The name of the library section.
    case section = "PLEX_SECTION"
    /// The activity's Context, as JSON.
    case context = "PLEX_CONTEXT"
    /// The activity's Response, as JSON.
    case response = "PLEX_RESPONSE"
    /// How long the service has seen it run, in evidence, in microseconds.
    case ageMicroseconds = "PLEX_AGE_USEC"
    /// How long it has stayed unchanged, in evidence, in microseconds.
    case stalledMicroseconds = "PLEX_STALLED_USEC"
    /// How it ended.
    case outcome = "PLEX_OUTCOME"
    /// The rule's name.
    case rule = "PLEX_RULE"
    /// The file that defines the rule.
    case ruleFile = "PLEX_RULE_FILE"
    /// `observe`, `enforce` or `notify`.
    case ruleMode = "PLEX_RULE_MODE"
    /// The reason, as one word.
    case reason = "PLEX_REASON"
    /// Each condition with its value, its threshold and its truth, as JSON.
    case predicates = "PLEX_PREDICATES"
    /// The remedy, such as `stop-section-refresh`.
    case remedy = "PLEX_REMEDY"
    /// The number of the request within its step, from 1.
    case attempt = "PLEX_ATTEMPT"
    /// The HTTP status of an answer.
    case httpStatus = "PLEX_HTTP_STATUS"
    /// The number of the configuration in force, from 1; 0 before the first.
    case configurationGeneration = "PLEX_CONFIG_GENERATION"
}

/// One field of an event.
package struct EventField: Hashable, Sendable {
    /// The field.
    package var name: EventFieldName
    /// The value: text without control characters, a plain decimal number, or JSON.
    package var value: String

    /// A field with this value.
    package init(_ name: EventFieldName, _ value: String) {
        self.name = name
        self.value = value
    }
}
