// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Reads the values of one table and reports every problem.
///
/// A wrong value is reported and then treated as missing. The load fails at its end, with all problems together.
struct TableReader<Key: ConfigurationKey> {
    /// The file that the table stands in.
    let document: ConfigurationDocument
    /// The path of the table in the file.
    let path: KeyPath
    /// The values by key.
    let values: [String: ConfigurationValue]
    /// The list of problems.
    let findings: Findings

    /// A reader of a table; reports the keys that are unknown in it.
    init(
        _ keys: Key.Type,
        document: ConfigurationDocument,
        path: KeyPath,
        values: [String: ConfigurationValue],
        findings: Findings
    ) {
        self.document = document
        self.path = path
        self.values = values
        self.findings = findings
        for key in values.keys.sorted() where Key(rawValue: key) == nil { self.reportUnknown(key) }
    }

    /// Reports a problem with a key, its value shown.
    func report(_ key: Key, _ message: String, severity: ConfigurationProblem.Severity = .error) {
        self.report(key, value: self.values[key.rawValue]?.shown, message, severity: severity)
    }

    /// Reports a problem with a key whose value must not be shown.
    func reportWithoutValue(
        _ key: Key, _ message: String, severity: ConfigurationProblem.Severity = .error
    ) {
        self.report(key, value: nil, message, severity: severity)
    }

    /// Reports a problem with the table as a whole.
    func reportTable(_ message: String, severity: ConfigurationProblem.Severity = .error) {
        self.findings.add(
            severity,
            ConfigurationProblem(
                severity: severity, file: self.document.file, line: self.document.lines.line(of: self.path),
                keyPath: self.path.description, message: message
            )
        )
    }

    /// Reports that a key must be given.
    func reportMissing(_ key: Key, _ message: String) {
        self.report(key, value: nil, message, severity: .error)
    }

    /// Whether a key is given.
    func has(_ key: Key) -> Bool { self.values[key.rawValue] != nil }

    /// The path of a key.
    func path(of key: Key) -> KeyPath { self.path.appending(key.rawValue) }

    /// Reports a problem with a key.
    private func report(
        _ key: Key, value: String?, _ message: String, severity: ConfigurationProblem.Severity
    ) {
        let path = self.path(of: key)
        self.findings.add(
            severity,
            ConfigurationProblem(
                severity: severity, file: self.document.file, line: self.document.lines.line(of: path),
                keyPath: path.description, value: value, message: message
            )
        )
    }

    /// Reports an unknown key; a possible secret is not shown.
    private func reportUnknown(_ key: String) {
        self.findings.add(.error, self.unknown(key))
    }

    /// The problem of an unknown key.
    private func unknown(_ key: String) -> ConfigurationProblem {
        let path = self.path.appending(key)
        let plain = key.lowercased()
        let secrets = ["token", "password", "passwd", "secret", "authorization"]
        let isSecret =
            secrets.contains { plain.contains($0) } || Suggestion.nearest(to: key, among: secrets) != nil
        let message: String
        if isSecret, Key.self == ServerKey.self || plain.contains("token") {
            message =
                "unknown key; a token must not be in this file: put it into "
                + "/etc/plex-activityd/token, or name another file with token-file in [[server]]"
        } else if let near = Suggestion.nearest(to: key, among: Key.allCases.map(\.rawValue)) {
            message = "unknown key; did you mean \"\(near)\"?"
        } else if let table = Self.home(of: key) {
            message = "unknown key here; move it to \(table)"
        } else {
            let known = Key.allCases.map(\.rawValue).joined(separator: ", ")
            message = "unknown key; known here: \(known)"
        }
        return ConfigurationProblem(
            file: self.document.file, line: self.document.lines.line(of: path), keyPath: path.description,
            value: isSecret ? nil : self.values[key]?.shown, message: message
        )
    }

    /// The header of the only table that has this key; nil where several tables have it, or no table.
    private static func home(of key: String) -> String? {
        let homes = ConfigurationKeys.tables.filter { $0.keys.contains(key) }
        guard homes.count == 1, let table = homes.first?.table, !table.isEmpty else { return nil }
        return table == ServerKey.table || table == RuleKey.table ? "[[\(table)]]" : "[\(table)]"
    }
}

// MARK: - Tables within

extension TableReader {
    /// A reader of the table of a key.
    func table<Inner: ConfigurationKey>(_ key: Key, _ keys: Inner.Type) -> TableReader<Inner>? {
        guard let value = self.values[key.rawValue] else { return nil }
        guard case .table(let values) = value else {
            self.report(key, "must be one table, written [\(Self.header(key))]")
            return nil
        }
        return TableReader<Inner>(
            keys, document: self.document, path: self.path(of: key), values: values, findings: self.findings
        )
    }

    /// Readers of the tables of an array of tables.
    func tables<Inner: ConfigurationKey>(_ key: Key, _ keys: Inner.Type) -> [TableReader<Inner>] {
        guard let value = self.values[key.rawValue] else { return [] }
        guard case .array(let members) = value else {
            self.report(key, "there can be several: write [[\(Self.header(key))]]")
            return []
        }
        var readers: [TableReader<Inner>] = []
        for (position, member) in members.enumerated() {
            guard case .table(let values) = member else {
                self.report(key, "must be tables, each written [[\(Self.header(key))]]")
                return []
            }
            readers.append(
                TableReader<Inner>(
                    keys, document: self.document, path: self.path(of: key).appending(position: position + 1),
                    values: values, findings: self.findings
                )
            )
        }
        return readers
    }

    /// The name between the brackets of a key's header.
    private static func header(_ key: Key) -> String {
        Key.table.isEmpty ? key.rawValue : "\(Key.table).\(key.rawValue)"
    }
}
