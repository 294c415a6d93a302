// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials
package import Logging
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

    private let file: AtomicFile?
    private let health: HealthRegistry
    private let logger: Logger
    private let pending = Mutex<StatusDocument?>(nil)
    private let isFailing = Mutex(false)
    private let orders: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// A writer into this directory; nil for none.
    package init(directory: String?, health: HealthRegistry, logger: Logger) {
        (self.orders, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        // It may name media: for the service and its group, not for everybody.
        self.file = directory.map { AtomicFile(directory: $0, name: "status.json", mode: 0o640, isSynced: false) }
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
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try file.replace(with: Array(try encoder.encode(document)) + [UInt8(ascii: "\n")])
            self.isFailing.withLock { $0 = false }
        } catch {
            let wasFailing = self.isFailing.withLock { stored in
                defer { stored = true }
                return stored
            }
            if !wasFailing {
                self.logger.warning("the status cannot be written: \(error); plex-activityctl shows an old one")
            }
        }
    }
}
