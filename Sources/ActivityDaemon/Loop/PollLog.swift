// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles

/// How the polls of each server went, for people.
struct PollLog {
    /// When the daemon started.
    let startedAt: WallTime
    /// The names of the servers in the configuration's order.
    private(set) var servers: [String] = []
    private var entries: [String: Entry] = [:]

    private struct Entry {
        var lastPoll: WallTime?
        var lastAnswer: WallTime?
        var lastError: String?
    }

    /// A log without servers.
    init(startedAt: WallTime) {
        self.startedAt = startedAt
    }

    /// Keeps the entries of these servers and no others.
    mutating func keep(_ servers: [String]) {
        self.servers = servers
        self.entries = self.entries.filter { servers.contains($0.key) }
    }

    /// Notes what became of a poll.
    mutating func note(_ result: PollResult, server: String, at time: WallTime) {
        var entry = self.entries[server] ?? Entry()
        entry.lastPoll = time
        switch result {
        case .snapshot:
            entry.lastAnswer = time
            entry.lastError = nil
        case .failure(let failure):
            entry.lastError = failure.explanation.printable()
        }
        self.entries[server] = entry
    }

    /// Whether the last poll of a server was answered.
    func hasAnswered(_ server: String) -> Bool {
        self.entries[server].map { $0.lastAnswer != nil && $0.lastError == nil } ?? false
    }

    /// The entries as the status shows them: times only where polls fail. The time of a server's file says when it
    /// answered.
    ///
    /// - Parameter interval: the present time between two polls of a server.
    func statuses(interval: (String) -> Duration) -> [PollStatus] {
        self.servers.map { server in
            let entry = self.entries[server] ?? Entry()
            return PollStatus(
                server: server,
                lastPoll: entry.lastError == nil ? nil : entry.lastPoll?.text,
                lastAnswer: entry.lastError == nil ? nil : entry.lastAnswer?.text,
                lastError: entry.lastError,
                intervalMicroseconds: interval(server).wholeMicroseconds
            )
        }
    }
}
