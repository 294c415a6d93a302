// SPDX-License-Identifier: Apache-2.0
package import Logging
package import ServiceFiles
import ServiceLifecycle
private import Synchronization

/// Where the status goes.
package protocol StatusSink: Sendable {
    /// Replaces the status soon. Does not wait.
    func publish(_ document: StatusDocument)
}

/// Writes `status.json` into a directory, `$RUNTIME_DIRECTORY` of systemd.exec(5), beside the loop.
package final class StatusWriter: StatusSink, Service {
    private static let name = "status writer"

    private let file: StatusFile?
    private let health: HealthRegistry
    private let logger: Logger
    private let pending = Mutex<StatusDocument?>(nil)
    private let isFailing = Mutex(false)
    private let orders: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// A writer into this directory; nil for none.
    package init(directory: String?, health: HealthRegistry, logger: Logger) {
        (self.orders, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.file = directory.map(StatusFile.init(directory:))
        self.health = health
        self.logger = logger
    }

    /// Replaces the status soon.
    package func publish(_ document: StatusDocument) {
        guard self.file != nil else { return }
        self.pending.withLock { $0 = document }
        self.continuation.yield()
    }

    /// Writes until the service is to end.
    package func run() async {
        await cancelWhenGracefulShutdown {
            for await _ in self.orders {
                self.health.expect(Self.name, within: .zero)
                self.writePending()
                self.health.forget(Self.name)
            }
        }
    }

    private func writePending() {
        let document = self.pending.withLock { pending in
            defer { pending = nil }
            return pending
        }
        guard let document, let file = self.file else { return }
        do {
            try file.write(document)
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
