// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexClient

/// The daemon's monitor in this program's hands: told what servers say now, it judges as the daemon does, with evidence
/// that begins at zero.
struct LiveMonitor {
    /// The monitor.
    private(set) var monitor = Monitor()
    /// What has been told since ``takeEvents()``.
    private var events: [Event] = []

    /// The clock of what it is told.
    let clock = LiveClock()

    /// A monitor with these settings.
    init(_ settings: MonitorSettings) {
        self.feed(.configure(settings))
        self.events = []
    }

    /// The instant now.
    var now: ActivityMonitor.Instant { self.clock.now }

    /// What is known now.
    var status: StatusReport { self.monitor.status(at: self.now) }

    /// Takes an input.
    ///
    /// - Returns: what the monitor wants done.
    @discardableResult
    mutating func feed(_ input: Input) -> [Action] {
        let output = self.monitor.handle(input, at: self.now)
        self.events += output.events
        return output.actions
    }

    /// What has happened since the last call.
    mutating func takeEvents() -> [Event] {
        defer { self.events = [] }
        return self.events
    }

    /// Asks a server once for all that rules want to know.
    ///
    /// - Returns: why the server did not say what it does; nil where it did.
    mutating func look(at server: LiveServer) async -> PlexClientError? {
        self.feed(.localTime(.now))
        do throws(PlexClientError) {
            self.feed(try await server.identity())
            self.feed(try await server.sections())
        } catch {
            // What it does is all that must be had; rules call unknown what depends on the rest.
        }
        var (input, error) = await server.poll(sentAt: self.now)
        self.feed(input)
        if error == nil, self.monitor.needsSessions(of: server.name) {
            self.feed(await server.sessions())
            (input, error) = await server.poll(sentAt: self.now)
            self.feed(input)
        }
        return error
    }
}
