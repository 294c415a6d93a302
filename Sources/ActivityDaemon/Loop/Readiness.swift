// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// When the daemon may say that it is ready: when the first poll of every server was answered or failed, or its patience
/// is at an end.
struct Readiness {
    /// When readiness is said in any case; nil once it has been said.
    private(set) var deadline: Instant?
    private var waiting: Set<String> = []

    /// Not ready before any server is expected, and ready by the deadline at the latest.
    init(deadline: Instant) {
        self.deadline = deadline
    }

    /// Names the servers whose first poll is expected.
    mutating func expect(_ servers: [String]) {
        guard self.deadline != nil else { return }
        self.waiting = Set(servers)
    }

    /// Notes that a server was polled.
    mutating func polled(_ server: String) {
        self.waiting.remove(server)
    }

    /// Whether readiness is to be said now: true once.
    mutating func becomesReady(at now: Instant) -> Bool {
        guard let deadline = self.deadline, self.waiting.isEmpty || deadline <= now else { return false }
        self.deadline = nil
        return true
    }
}
