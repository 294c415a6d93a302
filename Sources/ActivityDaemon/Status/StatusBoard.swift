// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles

/// What the status says about each server, and which of it is news.
///
/// Asking about a server costs what it is; a server about which nothing came in costs nothing.
struct StatusBoard {
    private struct Entry {
        var mark: Int?
        /// The server without activities and stops.
        var head: ServerStatus
        /// The server in `STATUS=`.
        var line: String
    }

    /// When the status is looked at.
    var schedule = StatusSchedule()
    /// The servers about which something came in since the last look.
    private var changed: Set<String> = []
    private var entries: [String: Entry] = [:]
    private var servers: [String] = []
    /// Whether the servers of the configuration are news.
    private var isReconfigured = true
    private var mark: Int?
    private var line: String?

    /// Notes that something came in that may concern these servers.
    mutating func note(_ scope: ServerScope) {
        switch scope {
        case .servers(let names) where names.isEmpty: return
        case .servers(let names): self.changed.formUnion(names)
        case .all: self.changed.formUnion(self.servers)
        }
        self.schedule.noteChange()
    }

    /// Takes the servers of the configuration.
    mutating func configure(_ servers: [String]) {
        self.servers = servers
        self.entries = self.entries.filter { servers.contains($0.key) }
        self.changed = Set(servers)
        self.isReconfigured = true
        self.schedule.hurry()
    }

    /// The news since the last look. Files that still hold are only touched.
    ///
    /// - Parameters:
    ///   - hasAnswered: whether the last poll of a server was answered.
    ///   - document: the status of the service with these servers.
    mutating func look(
        at monitor: Monitor, _ now: Instant, _ time: WallTime, hasAnswered: (String) -> Bool,
        document: ([ServerStatus]) -> StatusDocument
    ) -> StatusUpdate {
        self.schedule.written(at: now)
        var update = StatusUpdate()
        if self.isReconfigured { update.kept = self.servers }
        self.isReconfigured = false
        for name in self.changed {
            guard let mark = monitor.statusMark(of: name) else { continue }
            if self.entries[name]?.mark == mark {
                if hasAnswered(name) { update.touched.insert(name) }
                continue
            }
            guard let status = monitor.serverStatus(of: name) else { continue }
            update.servers[name] = ServerDocument(
                writtenAt: time.text, server: status, memory: monitor.memory(of: name))
            self.entries[name] = Entry(mark: mark, head: status.head, line: status.line)
        }
        self.changed = []
        let service = document(self.servers.compactMap { self.entries[$0]?.head })
        let mark = service.mark
        update.service = mark == self.mark ? nil : service
        self.mark = mark
        return update
    }

    /// The servers in one line for `STATUS=` of sd_notify(3), after what concerns all of them; nil where it is as before.
    mutating func newLine(after words: [String]) -> String? {
        let servers = self.servers.compactMap { self.entries[$0]?.line }.joined(separator: " · ")
        let line = (words + [servers]).joined(separator: "; ")
        defer { self.line = line }
        return line == self.line ? nil : line
    }
}

extension ServerStatus {
    /// The server without activities and stops under way.
    fileprivate var head: ServerStatus {
        var head = self
        head.activities = []
        head.operations = []
        return head
    }
}
