// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Combines the files: checks unique names and references between tables, and resolves the rules for the configured
/// servers.
struct Resolution {
    /// The files, read as TOML.
    private let files: FileReader
    /// The list of problems.
    private let findings: Findings
    /// The top of each file, in order.
    private let tops: [TableReader<TopLevelKey>]

    /// The resolution of these files.
    init(files: FileReader) {
        self.files = files
        self.findings = files.findings
        self.tops = files.documents.map { document in
            TableReader(
                TopLevelKey.self, document: document, path: KeyPath(), values: document.values,
                findings: files.findings
            )
        }
    }

    /// The configuration without its warnings; nil where the main file is not valid TOML.
    func configuration() -> DaemonConfiguration? {
        self.refuseMisplacedTables()
        let windows = self.windows()
        let main = self.tops.first { $0.document.file == self.files.paths.first }
        let rules = self.rules(windows: windows)
        guard let main else { return nil }
        let servers = self.servers(main)
        let journal = main.table(.journal, JournalKey.self)?.journal() ?? JournalSettings()
        let safetyTable = main.table(.safety, SafetyKey.self)
        let safety = safetyTable?.safety(windows: windows) ?? SafetyTable()
        if let safetyTable { self.checkEnforced(safety.enforced, in: safetyTable, rules: rules) }
        for rule in rules.usable {
            rule.checkThresholds(servers: servers)
            rule.warnOfProtectedTypes(safety.settings)
        }
        let enforced = Set(safety.enforced)
        RuleLint(servers: servers.map(\.name), safety: safety.settings, enforced: enforced).check(rules.usable)
        return DaemonConfiguration(
            servers: servers,
            rules: rules.usable.map { $0.resolved(enforced: enforced) },
            safety: safety.settings,
            journal: journal,
            unprotected: safety.unprotected,
            files: self.files.paths
        )
    }

    /// Reports tables that only the main file may hold.
    private func refuseMisplacedTables() {
        guard let main = self.files.paths.first else { return }
        for top in self.tops where top.document.file != main {
            for key in [TopLevelKey.server, .journal, .safety] where top.has(key) {
                top.report(key, "move this table to \(main); a rule file holds only [[rule]] and [window.NAME]")
            }
        }
    }

    /// The servers; at least one, no two of one name.
    private func servers(_ main: TableReader<TopLevelKey>) -> [ServerConfiguration] {
        let tables = main.tables(.server, ServerKey.self)
        if !main.has(.server) {
            main.reportMissing(.server, "at least one is required: [[server]] with url = \"http://127.0.0.1:32400\"")
        } else if case .array(let members)? = main.values[TopLevelKey.server.rawValue], members.isEmpty {
            main.report(.server, "at least one is required")
        }
        var names = UniqueNames(what: "server")
        return tables.compactMap { table in
            guard let server = table.server() else { return nil }
            names.note(server.name, in: table, key: .name)
            return server
        }
    }

    /// The windows of all files, no two of one name.
    private func windows() -> Windows {
        var windows = Windows()
        var names = UniqueNames(what: "window")
        for top in self.tops {
            guard let value = top.values[TopLevelKey.window.rawValue] else { continue }
            guard case .table(let tables) = value else {
                top.report(.window, "must be tables with a name, each written [window.NAME]")
                continue
            }
            for (name, value) in tables.sorted(by: { $0.key < $1.key }) {
                let path = top.path(of: .window).appending(name)
                let values = value.tableValues
                let table = TableReader(
                    WindowKey.self, document: top.document, path: path, values: values ?? [:],
                    findings: self.findings
                )
                names.note(name, in: table, key: nil)
                if values == nil {
                    table.reportTable("must be a table with a name, written [window.NAME]")
                } else if !(1...64).contains(name.utf8.count) || !name.utf8.allSatisfy(TOMLScanner.isBareKeyByte) {
                    table.reportTable("a window's name must have only letters, digits, '-' and '_', at most 64")
                } else {
                    windows.usable[name] = table.window(name: name)
                }
            }
        }
        windows.names = names.all
        return windows
    }

    /// The valid rules of all files in order, and the names of all rules.
    private func rules(windows: Windows) -> (usable: [RuleTable], names: Set<String>) {
        var names = UniqueNames(what: "rule")
        var usable: [RuleTable] = []
        for table in self.tops.flatMap({ $0.tables(.rule, RuleKey.self) }) {
            let name = table.ruleName()
            if let name { names.note(name, in: table, key: .name) }
            // A rule without a name is still read, so that its other problems show too.
            guard let rule = table.rule(name: name ?? "", windows: windows), name != nil else { continue }
            usable.append(rule)
        }
        return (usable, names.all)
    }

    /// Reports names under `enforce` that no rule has, and names of rules that only notify.
    private func checkEnforced(
        _ enforced: [String], in table: TableReader<SafetyKey>, rules: (usable: [RuleTable], names: Set<String>)
    ) {
        for name in enforced {
            if let rule = rules.usable.first(where: { $0.rule.name == name }) {
                guard rule.action == .notify else { continue }
                table.report(
                    .enforce, "the rule \"\(name)\" only notifies; there is nothing to arm", severity: .warning
                )
            } else if !rules.names.contains(name), self.files.isComplete {
                let hint = Suggestion.hint(for: name, among: rules.names.sorted())
                table.report(.enforce, "there is no rule \"\(name)\"\(hint)")
            }
        }
    }
}

/// The names of one kind of thing, and where each was seen first.
private struct UniqueNames {
    /// What has these names, for messages.
    let what: String
    /// The places by name.
    private var places: [String: String] = [:]

    /// No names of this kind of thing yet.
    init(what: String) {
        self.what = what
    }

    /// All names.
    var all: Set<String> { Set(self.places.keys) }

    /// Takes note of a name, and reports it if it was seen before.
    mutating func note<Key: ConfigurationKey>(_ name: String, in table: TableReader<Key>, key: Key?) {
        if let first = self.places[name] {
            let message = "another \(self.what) has this name, in \(first); choose a name that is unique"
            if let key, table.has(key) { table.report(key, message) } else { table.reportTable(message) }
            return
        }
        let line = table.document.lines.line(of: table.path).map { ":\($0)" } ?? ""
        self.places[name] = table.document.file + line
    }
}
