// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// When the state of which server is saved: at once after what must not be forgotten, soon after a clock began anew, and
/// after a while where clocks only ran on.
///
/// Asking costs what is due, however many servers there are.
struct SaveSchedule {
    /// How long clocks may run on before they are saved.
    static let patience = Duration.seconds(30)
    /// The shortest time between two saves that nothing waits for.
    static let pause = Duration.seconds(1)

    /// The servers that are to be saved with the present message.
    private var urgent: Set<String> = []
    /// The servers whose clocks began anew a moment after a save, and when they are due.
    private var soon: [String: Instant] = [:]
    /// The servers whose clocks ran on, and when they are due.
    private var later: [String: Instant] = [:]
    /// The same in the order of their instants; one that was saved in the meantime is no longer in ``later``.
    private var queue: [(server: String, due: Instant)] = []
    /// The place in the queue up to which it is used up.
    private var head = 0
    /// When each server was saved last.
    private var keptAt: [String: Instant] = [:]

    /// The next instant at which a server is due; nil for none.
    var due: Instant? {
        if !self.urgent.isEmpty { return Instant(nanoseconds: .min) }
        let queued = self.head < self.queue.count ? self.queue[self.head].due : nil
        return [self.soon.values.min(), queued].compactMap { $0 }.min()
    }

    /// Notes that something happened on a server that must not be forgotten.
    mutating func noteEvent(on server: String) {
        self.urgent.insert(server)
    }

    /// Notes that a clock of a server began anew.
    mutating func noteReset(on server: String, at now: Instant) {
        let due = self.keptAt[server]?.advanced(by: Self.pause) ?? now
        if due <= now { self.urgent.insert(server) } else { self.soon[server] = due }
    }

    /// Notes that clocks of a server may have run on.
    mutating func noteLook(at server: String, at now: Instant) {
        guard self.later[server] == nil else { return }
        let due = now.advanced(by: Self.patience)
        self.later[server] = due
        self.queue.append((server, due))
    }

    /// Forgets all servers but these.
    mutating func keep(_ servers: Set<String>) {
        self.urgent = self.urgent.intersection(servers)
        self.soon = self.soon.filter { servers.contains($0.key) }
        self.later = self.later.filter { servers.contains($0.key) }
        self.keptAt = self.keptAt.filter { servers.contains($0.key) }
    }

    /// The servers that are to be saved now; they count as saved.
    mutating func take(at now: Instant) -> Set<String> {
        var taken = self.urgent.union(self.soon.filter { $0.value <= now }.keys)
        while self.head < self.queue.count, self.queue[self.head].due <= now {
            let entry = self.queue[self.head]
            if self.later[entry.server] == entry.due { taken.insert(entry.server) }
            self.head += 1
        }
        if self.head * 2 >= self.queue.count {
            self.queue.removeFirst(self.head)
            self.head = 0
        }
        self.urgent = []
        for server in taken {
            self.soon[server] = nil
            self.later[server] = nil
            self.keptAt[server] = now
        }
        return taken
    }
}
