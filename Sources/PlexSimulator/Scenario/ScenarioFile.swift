// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import PlexModel
import TOMLKit

extension Scenario {
    /// Reads a scenario file.
    ///
    /// - Throws: ``ScenarioError`` with every problem of an unreadable or invalid file.
    package init(contentsOfFile path: String) throws(ScenarioError) {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw ScenarioError(
                file: path,
                problems: [.init(keyPath: "", message: "cannot be read as UTF-8; check its name, mode and encoding")]
            )
        }
        try self.init(text: text, file: path)
    }

    /// Reads a scenario from the text of a file.
    ///
    /// - Parameter file: the name of the file, for errors.
    /// - Throws: ``ScenarioError`` with every problem.
    package init(text: String, file: String) throws(ScenarioError) {
        let problems = TableReader.Problems()
        if let obstacle = Self.obstacle(in: text) { throw ScenarioError(file: file, problems: [obstacle]) }
        do {
            let reader = TableReader(try TOMLTable(string: text), path: "", problems: problems)
            self.init(reader: reader)
            reader.finish()
        } catch {
            throw ScenarioError(file: file, problems: [.init(keyPath: "", message: "is not TOML: \(error)")])
        }
        guard problems.list.isEmpty else { throw ScenarioError(file: file, problems: problems.list) }
    }

    /// A problem that TOMLKit cannot handle: it takes a NUL as the end of the file, and aborts the process at a header
    /// that does not begin with a name.
    private static func obstacle(in text: String) -> ScenarioError.Problem? {
        if text.utf8.contains(0) { return .init(keyPath: "", message: "contains a NUL byte") }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let blanks: Set<Character> = [" ", "\t", "\r"]
            var rest = line.drop { blanks.contains($0) }
            guard rest.first == "[" else { continue }
            rest = rest.dropFirst()
            if rest.first == "[" { rest = rest.dropFirst() }
            rest = rest.drop { blanks.contains($0) }
            let isName = rest.first.map { $0.isASCII && ($0.isLetter || $0.isNumber || "\"'-_".contains($0)) } ?? false
            // A list of strings or tables may continue at the beginning of a line; only a header has a name after `[`.
            if !isName {
                return .init(keyPath: "", message: "line \(index + 1): a table's header needs a name after `[`")
            }
        }
        return nil
    }

    /// Reads the tables of a file.
    private init(reader: TableReader) {
        let defaults = ServerProfile()
        self.init(
            seed: UInt64(reader.integer("seed", in: 0...Int.max) ?? 1),
            server: reader.table("server") { ServerProfile(reader: $0) } ?? defaults,
            accounts: reader.tables("account") { Account(reader: $0) },
            sections: reader.tables("section") { LibrarySection(reader: $0) },
            butlerTasks: reader.tables("butler-task") { ButlerTask(reader: $0) },
            sessions: reader.tables("session") { SessionPlan(reader: $0) },
            activities: reader.tables("activity") { ActivityPlan(reader: $0) },
            faults: reader.tables("fault") { Fault(reader: $0) },
            restarts: reader.tables("restart") { RestartPlan(reader: $0) }
        )
        for (index, plan) in self.activities.enumerated() {
            guard let section = plan.section, !self.sections.contains(where: { $0.id == section }) else { continue }
            reader.problem("activity[\(index)].section", "no [[section]] has the id \"\(section)\"")
        }
    }
}

extension ServerProfile {
    /// Reads `[server]`.
    fileprivate init(reader: TableReader) {
        self.init()
        self.machineIdentifier = reader.string("machine-identifier") ?? self.machineIdentifier
        self.version = reader.string("version") ?? self.version
        self.apiVersion = reader.string("api-version").map { $0.isEmpty ? nil : $0 } ?? self.apiVersion
        self.name = reader.string("name") ?? self.name
        self.token = reader.string("token")
        self.isAdministrator = reader.bool("admin") ?? self.isAdministrator
        self.userID = reader.integer("user", in: 0...Int.max) ?? self.userID
        self.refusalStatus = reader.integer("refusal-status", in: 400...499) ?? self.refusalStatus
        self.hasIdleButlerRow = reader.bool("idle-butler") ?? self.hasIdleButlerRow
        self.sendsActivityHeader = reader.bool("activity-header") ?? self.sendsActivityHeader
    }
}

extension Account {
    /// Reads one `[[account]]`.
    fileprivate init(reader: TableReader) {
        self.init(
            token: reader.requiredString("token"),
            userID: reader.integer("user", in: 0...Int.max) ?? 2,
            isAdministrator: reader.bool("admin") ?? false
        )
    }
}

extension LibrarySection {
    /// Reads one `[[section]]`.
    fileprivate init(reader: TableReader) {
        self.init(
            id: SectionID(reader.requiredString("id")),
            title: reader.requiredString("title"),
            kind: reader.string("type") ?? "movie"
        )
    }
}

extension ButlerTask {
    /// Reads one `[[butler-task]]`.
    fileprivate init(reader: TableReader) {
        let name = reader.requiredString("name")
        self.init(
            name: Name(rawValue: name),
            title: reader.string("title") ?? name,
            summary: reader.string("description") ?? "",
            isEnabled: reader.bool("enabled") ?? true,
            interval: reader.integer("interval", in: 0...10_000) ?? 1
        )
    }
}

extension SessionPlan {
    /// Reads one `[[session]]`.
    fileprivate init(reader: TableReader) {
        self.init(
            key: reader.requiredString("key"),
            title: reader.string("title") ?? "A film",
            state: reader.string("state") ?? "playing",
            isTranscoding: reader.bool("transcode") ?? false,
            from: reader.duration("from") ?? .zero,
            until: reader.duration("until"),
            ghostFrom: reader.duration("ghost-from")
        )
    }
}

extension RestartPlan {
    /// Reads one `[[restart]]`.
    fileprivate init(reader: TableReader) {
        if !reader.has("at") { reader.problem("at", "is required") }
        self.init(
            at: reader.duration("at") ?? .zero,
            downFor: reader.duration("down-for") ?? .zero,
            machineIdentifier: reader.string("machine-identifier"),
            resumesWork: reader.bool("resumes") ?? false
        )
    }
}
