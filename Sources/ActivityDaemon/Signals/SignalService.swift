// SPDX-License-Identifier: Apache-2.0
private import Glibc
import Logging
import ServiceLifecycle
package import Systemd
package import UnixSignals

/// Handles the signals of the service manager and of people: SIGHUP reloads, SIGTERM and SIGINT end the daemon, and a
/// second one of these ends it at once.
package struct SignalService<Signals: AsyncSequence & Sendable>: Service
where Signals.Element == UnixSignal, Signals.Failure == Never {
    private let signals: Signals
    private let reader: any ConfigurationSourceReader
    private let mailbox: Mailbox
    private let manager: any ServiceManager
    private let stop: StopRequest
    private let exitAtOnce: @Sendable () -> Void

    /// A service for these signals; `exitAtOnce` must not return in the daemon.
    package init(
        signals: Signals,
        reader: any ConfigurationSourceReader,
        mailbox: Mailbox,
        manager: any ServiceManager,
        stop: StopRequest,
        exitAtOnce: @escaping @Sendable () -> Void
    ) {
        self.signals = signals
        self.reader = reader
        self.mailbox = mailbox
        self.manager = manager
        self.stop = stop
        self.exitAtOnce = exitAtOnce
    }

    /// Takes signals until all other services have ended.
    package func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                // Reloads have a task of their own, so that one that takes long does not keep the daemon from ending.
                let (reloads, continuation) = AsyncStream.makeStream(
                    of: Void.self, bufferingPolicy: .bufferingNewest(1))
                group.addTask {
                    for await _ in reloads { await self.reload() }
                }
                var isStopping = false
                for await signal in self.signals {
                    if signal == .sighup {
                        if !isStopping { continuation.yield() }
                    } else if isStopping {
                        self.exitAtOnce()
                    } else {
                        isStopping = true
                        self.manager.notify([.stopping])
                        self.stop.ask()
                    }
                }
                continuation.finish()
            }
        }
    }

    /// Reads the configuration again: all of it comes into force, or nothing.
    private func reload() async {
        self.manager.notify([.reloadingNow()])
        do throws(ConfigurationRejection) {
            await self.mailbox.deliver(.configure(try self.reader.load()))
        } catch {
            await self.mailbox.deliver(.rejected(error))
        }
        // The loop has written the result to the journal and to STATUS=.
        self.manager.notify([.ready])
    }
}

/// Ends the daemon on request: its return begins the graceful shutdown of all services.
package struct StopRequest: Service {
    private let asked: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    /// No request yet.
    package init() {
        (self.asked, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for the end.
    package func ask() {
        self.continuation.yield()
    }

    /// Waits for the request.
    package func run() async {
        await cancelWhenGracefulShutdown {
            for await _ in self.asked { return }
        }
    }
}
