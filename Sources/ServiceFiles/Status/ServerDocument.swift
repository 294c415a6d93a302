// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The content of a server's file beside `status.json`: its activities, and what the service has in mind about it.
package struct ServerDocument: Codable, Hashable, Sendable {
    /// The layout it was written in; ``StatusDocument/currentVersion`` for this program.
    package var version = StatusDocument.currentVersion
    /// When it was written: RFC 3339, UTC.
    package var writtenAt: String
    /// The server with its activities.
    package var server: ServerStatus
    /// What the rules have in mind.
    package var memory: ServerMemory?

    /// The content for a server.
    package init(writtenAt: String, server: ServerStatus, memory: ServerMemory?) {
        self.writtenAt = writtenAt
        self.server = server
        self.memory = memory
    }
}

/// The status of a service as its files say it, with the time that has passed since.
package struct RunningStatus: Sendable {
    /// The service and its servers with their activities. Ages have grown as far as the servers have answered.
    package var status: StatusDocument
    /// What the rules have in mind, by the servers' names.
    package var memories: [String: ServerMemory]
    /// How long ago each server's file was written, as far as the server has answered since.
    package var ages: [String: Duration]
}

extension StatusDocument {
    /// The same for the file of the service, where each server takes a line: without activities and stops under way.
    package var head: StatusDocument {
        var head = self
        for index in head.monitor.servers.indices {
            head.monitor.servers[index].activities = []
            head.monitor.servers[index].operations = []
        }
        return head
    }

    /// A hash of what it says. Clocks that only run on leave it as it is.
    package var mark: Int {
        var settled = self
        settled.writtenAt = ""
        for index in settled.monitor.servers.indices {
            settled.monitor.servers[index].stream.ageMicroseconds = nil
            for breaker in settled.monitor.servers[index].breakers.indices {
                settled.monitor.servers[index].breakers[breaker].ageMicroseconds = 0
            }
        }
        return settled.hashValue
    }
}

extension ServerStatus {
    /// The same after a time in which it has not changed.
    ///
    /// - Parameters:
    ///   - time: the time.
    ///   - answered: the part of it up to the last good poll: only that makes activities older.
    func runOn(for time: Duration, answered: Duration) -> ServerStatus {
        var later = self
        later.stream.ageMicroseconds? += time.wholeMicroseconds
        for index in later.breakers.indices { later.breakers[index].ageMicroseconds += time.wholeMicroseconds }
        let more = answered.wholeMicroseconds
        for index in later.activities.indices {
            later.activities[index].ageMicroseconds += more
            if later.activities[index].progress != nil { later.activities[index].stalledMicroseconds += more }
            for pending in later.activities[index].pending.indices {
                let remaining = later.activities[index].pending[pending].remainingMicroseconds
                later.activities[index].pending[pending].remainingMicroseconds = max(0, remaining - more)
            }
        }
        return later
    }
}
