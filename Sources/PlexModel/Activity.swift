// SPDX-License-Identifier: Apache-2.0

/// One row of `GET /activities`. An unreadable value is unknown (nil), never guessed.
public struct Activity: Hashable, Sendable {
    /// The identity of this run of the activity.
    public var id: ActivityID
    /// The kind of work.
    public var type: ActivityType
    /// The server's description in the server's language, such as `Scanning Movies`. It may name media.
    public var title: String
    /// The present item; empty without an item. It may name media.
    public var subtitle: String
    /// The progress.
    public var progress: ActivityProgress
    /// Whether the server offers to cancel the activity; nil for no value. Most of the harmful work says false.
    public var isCancellable: Bool?
    /// The account of the activity; 1 is the owner of the server. Nil for no value.
    public var userID: Int?
    /// The Context object, which names a section or an item. Nil for many types, and at the start of a scan.
    public var context: JSONValue?
    /// The Response object. The API description names it; no capture has one.
    public var response: JSONValue?

    /// An activity with these values.
    public init(
        id: ActivityID,
        type: ActivityType,
        title: String = "",
        subtitle: String = "",
        progress: ActivityProgress = .unknown,
        isCancellable: Bool? = nil,
        userID: Int? = nil,
        context: JSONValue? = nil,
        response: JSONValue? = nil
    ) {
        self.id = id
        self.type = type
        self.title = title
        self.subtitle = subtitle
        self.progress = progress
        self.isCancellable = isCancellable
        self.userID = userID
        self.context = context
        self.response = response
    }

    /// The library section in the Context (`librarySectionID`, a string or an integer); nil without a section.
    public var sectionID: SectionID? {
        switch self.context?["librarySectionID"] {
        case .string(let text) where !text.isEmpty: SectionID(text)
        case .integer(let number): SectionID(String(number))
        default: nil
        }
    }
}

/// The progress of an activity, as the server reports it.
public enum ActivityProgress: Hashable, Sendable {
    /// From 0 to 100, both included.
    case percent(Double)
    /// Negative (the server's sign for "indeterminate"), absent, out of range or unreadable.
    case unknown

    /// The progress for a number from the server; a number outside 0 to 100 is unknown.
    public init(_ number: Double?) {
        if let number, number >= 0, number <= 100 {
            self = .percent(number)
        } else {
            self = .unknown
        }
    }

    /// The percentage; nil for unknown progress.
    public var percentage: Double? {
        switch self {
        case .percent(let number): number
        case .unknown: nil
        }
    }
}
