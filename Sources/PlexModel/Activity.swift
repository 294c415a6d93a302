// SPDX-License-Identifier: Apache-2.0

/// One row of `GET /activities`, with what could not be read left unknown (nil) instead of guessed.
public struct Activity: Hashable, Sendable {
    /// The identity of this run of the activity.
    public var id: ActivityID
    /// What kind of work it is.
    public var type: ActivityType
    /// The server's words for it, in the server's language: `Scanning Movies`. May name media.
    public var title: String
    /// The item that is being worked on, empty where there is none. May name media.
    public var subtitle: String
    /// How far it is.
    public var progress: ActivityProgress
    /// Whether the server offers to cancel it; nil where it does not say. Most of the work that hurts says false.
    public var isCancellable: Bool?
    /// The account that the activity belongs to; 1 is the owner of the server. Nil where the server does not say.
    public var userID: Int?
    /// The Context object: which section or item. Nil where there is none, as on many types and at a scan's start.
    public var context: JSONValue?
    /// The Response object; named by the API description, never seen in a capture.
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

    /// The library section that the Context names (`librarySectionID`, a string or an integer); nil where it names none.
    public var sectionID: SectionID? {
        switch self.context?["librarySectionID"] {
        case .string(let text) where !text.isEmpty: SectionID(text)
        case .integer(let number): SectionID(String(number))
        default: nil
        }
    }
}

/// How far an activity is, as far as the server said.
public enum ActivityProgress: Hashable, Sendable {
    /// From 0 to 100, both included.
    case percent(Double)
    /// Negative (the server's sign for "indeterminate"), absent, out of range or unreadable.
    case unknown

    /// The progress that a number from the server stands for; a number outside 0 to 100 is unknown.
    public init(_ number: Double?) {
        if let number, number >= 0, number <= 100 {
            self = .percent(number)
        } else {
            self = .unknown
        }
    }

    /// The percentage, or nil while it is unknown.
    public var percentage: Double? {
        switch self {
        case .percent(let number): number
        case .unknown: nil
        }
    }
}
