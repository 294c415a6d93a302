// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel
import ServerAccess

/// A message for the live view.
enum WatchMessage: Sendable {
    /// News from a server.
    case input(Input)
    /// The clock.
    case tick
}

/// Polls a server and follows its notifications, for the live view.
struct WatchFeed: Sendable {
    /// The delay before a closed stream is opened again.
    private static let reconnectionDelay = Duration.seconds(5)
    /// The time between two ticks.
    private static let tick = Duration.milliseconds(250)

    /// The server.
    let server: LiveServer
    /// The time between two polls.
    let interval: Duration
    /// The clock of the observations.
    let clock: LiveClock
    /// The mailbox for the inputs.
    let messages: WatchMailbox

    /// Sends ticks until the task is cancelled.
    static func tick(into messages: WatchMailbox) async {
        while !Task.isCancelled {
            messages.put(.tick)
            try? await Task.sleep(for: Self.tick)
        }
    }

    /// Polls until the task is cancelled.
    func poll() async {
        var isIdentified = false
        while !Task.isCancelled {
            if !isIdentified {
                do throws(PlexClientError) {
                    self.tell(try await self.server.identity())
                    self.tell(try await self.server.sections())
                    isIdentified = true
                } catch {
                    // The poll below reports the failure.
                }
            }
            let (input, error) = await self.server.poll(sentAt: self.clock.now)
            self.tell(input)
            if error != nil { isIdentified = false }
            try? await Task.sleep(for: self.interval)
        }
    }

    /// Follows the server's notifications until the task is cancelled; polls go on beside them.
    func follow() async {
        guard let transport = NotificationTransport(self.server.configuration.notifications) else {
            return self.tell(.stream(server: self.server.name, .unwanted))
        }
        while !Task.isCancelled {
            do throws(PlexClientError) {
                let stream = try await self.server.client.notifications(over: transport)
                self.tell(.stream(server: self.server.name, .open))
                for try await notification in stream {
                    guard case .activity(let news) = notification else { continue }
                    self.tell(.notification(server: self.server.name, receivedAt: self.clock.now, news))
                }
            } catch {
                self.tell(.stream(server: self.server.name, .closed(PollFailure(error, for: .person))))
            }
            try? await Task.sleep(for: Self.reconnectionDelay)
        }
    }

    private func tell(_ input: Input) {
        self.messages.put(.input(input))
    }
}
