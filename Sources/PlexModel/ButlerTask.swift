// SPDX-License-Identifier: Apache-2.0

/// One maintenance task as `GET /butler` lists it; the list does not say which of them run.
public struct ButlerTask: Hashable, Sendable {
    /// The name in the path of `DELETE /butler/{task}`, such as `LoudnessAnalysis`.
    public struct Name: RawRepresentable, Hashable, Comparable, Codable, Sendable, ExpressibleByStringLiteral,
        CustomStringConvertible
    {
        /// The name as the server spells it.
        public let rawValue: String

        /// A task with the server's name for it.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// A task with the server's name for it.
        public init(stringLiteral value: String) {
            self.rawValue = value
        }

        /// The name as the server spells it.
        public var description: String { self.rawValue }

        /// Orders by name, so that output has a defined order.
        public static func < (left: Self, right: Self) -> Bool {
            left.rawValue < right.rawValue
        }

        /// Whether the task guards the server's database; such a task is never stopped.
        public var protectsData: Bool {
            self.rawValue == "BackupDatabase" || self.rawValue == "OptimizeDatabase"
        }
    }

    /// The task's name.
    public var name: Name
    /// What the server calls it for people, in the server's language.
    public var title: String
    /// What the server says that it does.
    public var summary: String
    /// Whether the task takes part in the maintenance window; nil where the server does not say.
    public var isEnabled: Bool?
    /// The days between two runs; nil where the server does not say.
    public var interval: Int?

    /// A task with these values.
    public init(name: Name, title: String = "", summary: String = "", isEnabled: Bool? = nil, interval: Int? = nil) {
        self.name = name
        self.title = title
        self.summary = summary
        self.isEnabled = isEnabled
        self.interval = interval
    }
}
