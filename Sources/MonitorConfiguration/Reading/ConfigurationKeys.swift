// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The keys of one kind of table. The loader knows no others: what is not a case here is refused as unknown.
protocol ConfigurationKey: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// The table as the reference writes it, such as `rule.when`; empty for the top of a file.
    static var table: String { get }
}

/// The top of a file.
enum TopLevelKey: String, ConfigurationKey {
    case server, journal, safety, window, rule
    static let table = ""
}

/// `[[server]]`
enum ServerKey: String, ConfigurationKey {
    case name, url
    case tokenFile = "token-file"
    case pollInterval = "poll-interval"
    case requestTimeout = "request-timeout"
    case notifications
    case clientIdentifier = "client-identifier"
    case tlsCAFile = "tls-ca-file"
    case tlsVerify = "tls-verify"
    case connectTo = "connect-to"
    static let table = "server"
}

/// `[journal]`
enum JournalKey: String, ConfigurationKey {
    case titles
    case progressInterval = "progress-interval"
    case quiet
    static let table = "journal"
}

/// `[safety]`
enum SafetyKey: String, ConfigurationKey {
    case enforce
    case maximumStopsPerHour = "max-stops-per-hour"
    case protect, unprotect
    case notDuring = "not-during"
    static let table = "safety"
}

/// `[window.NAME]`
enum WindowKey: String, ConfigurationKey {
    case from, to, days, of
    static let table = "window.NAME"
}

/// `[[rule]]`
enum RuleKey: String, ConfigurationKey {
    case name, description, mode, scope, match, except, when
    case action = "do"
    static let table = "rule"
}

/// `[rule.match]` and `[[rule.except]]`
enum MatchKey: String, ConfigurationKey {
    case type, server, title, subtitle, section, user, cancellable
    static let table = "rule.match"
}

/// `[rule.when]`: the keys of all conditions, and `for`.
struct ConditionKey: ConfigurationKey {
    static let table = "rule.when"
    /// How long all conditions must have held.
    static let hold = ConditionKey(known: "for")
    static let allCases = Condition.forms.flatMap(\.fields).map(Self.init) + [Self.hold]
    private static let known = Set(Self.allCases.map(\.rawValue))

    let rawValue: String

    init?(rawValue: String) {
        guard Self.known.contains(rawValue) else { return nil }
        self.rawValue = rawValue
    }

    /// The key of a condition.
    init(_ field: ConditionField) {
        self.rawValue = field.key
    }

    private init(known: String) {
        self.rawValue = known
    }
}

/// `[rule.do]`
enum ActionKey: String, ConfigurationKey {
    case action, remedies, victims
    case verifyWithin = "verify-within"
    case attempts, cooldown
    case maximumPerHour = "max-per-hour"
    static let table = "rule.do"
}

/// All the keys there are, for the documentation and for "did you mean".
package enum ConfigurationKeys {
    /// The keys of each kind of table, in the order of the reference.
    package static let tables: [(table: String, keys: [String])] = [
        Self.keys(TopLevelKey.self), Self.keys(ServerKey.self), Self.keys(JournalKey.self), Self.keys(SafetyKey.self),
        Self.keys(WindowKey.self), Self.keys(RuleKey.self), Self.keys(MatchKey.self), Self.keys(ConditionKey.self),
        Self.keys(ActionKey.self),
    ]

    /// The keys of one kind of table.
    private static func keys<Key: ConfigurationKey>(_: Key.Type) -> (table: String, keys: [String]) {
        (Key.table, Key.allCases.map(\.rawValue))
    }
}
