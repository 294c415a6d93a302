// SPDX-License-Identifier: Apache-2.0
package import Logging
private import NIOPosix
package import ServiceFiles
import ServiceLifecycle
private import Synchronization

/// What is new in the status.
package struct StatusUpdate: Hashable, Sendable {
    /// The service; nil where its file still holds.
    package var service: StatusDocument?
    /// The servers with news.
    package var servers: [String: ServerDocument] = [:]
    /// The servers that have answered, and whose files still hold.
    package var touched: Set<String> = []
    /// All servers, where some may have gone; nil where none has.
    package var kept: [String]?

    /// Adds later news.
    mutating func append(_ later: StatusUpdate) {
        self.service = later.service ?? self.service
        self.servers.merge(later.servers) { $1 }
        self.touched.formUnion(later.touched)
        self.kept = later.kept ?? self.kept
    }
}

/// Where the status goes.
package protocol StatusSink: Sendable {
    /// Takes news. Does not wait.
    func publish(_ update: StatusUpdate)
}

/// Writes the status into a directory, `$RUNTIME_DIRECTORY` of systemd.exec(5), on a thread of its own.
package final class StatusWriter: StatusSink, Service {
    private static let name = "status writer"

    private let file: StatusFile?
    private let health: HealthRegistry
    private let logger: Logger
    private let pending = Mutex<StatusUpdate?>(nil)
    private let isFailing = Mutex(false)
    private let thread = NIOThreadPool(numberOfThreads: 1)

    /// A writer into this directory; nil for none.
    package init(directory: String?, health: HealthRegistry, logger: Logger) {
        self.file = directory.map(StatusFile.init(directory:))
        self.health = health
        self.logger = logger
        if directory != nil { self.thread.start() }
    }

    /// Has the news written soon.
    package func publish(_ update: StatusUpdate) {
        guard let file = self.file else { return }
        let isFirst = self.pending.withLock { pending in
            defer { if pending?.append(update) == nil { pending = update } }
            return pending == nil
        }
        guard isFirst else { return }
        self.thread.submit { _ in
            self.health.expect(Self.name, within: .zero)
            self.writePending(to: file)
            self.health.forget(Self.name)
        }
    }

    /// Waits until the service is to end.
    package func run() async {
        // A service that returned would end the others.
        try? await gracefulShutdown()
    }

    private func writePending(to file: StatusFile) {
        let update = self.pending.withLock { pending in
            defer { pending = nil }
            return pending
        }
        guard let update else { return }
        do {
            if let kept = update.kept { file.keep(kept) }
            for server in update.servers.values { try file.write(server) }
            for name in update.touched where update.servers[name] == nil { try file.touch(server: name) }
            if let service = update.service { try file.write(service) } else { try file.touch() }
            self.isFailing.withLock { $0 = false }
        } catch {
            let wasFailing = self.isFailing.withLock { stored in
                defer { stored = true }
                return stored
            }
            if !wasFailing {
                self.logger.warning("the status cannot be written: \(error); plex-activityctl shows the last one")
            }
        }
    }
}
