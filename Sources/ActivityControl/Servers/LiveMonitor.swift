// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexClient
import PlexModel
import ServiceFiles

/// The daemon's monitor in this program's hands: told what servers say now, it judges as the daemon does, with evidence
/// that begins at zero.
struct LiveMonitor {
    /// The monitor.
    private(set) var monitor = Monitor()
    /// What has been told since ``takeEvents()``.
    private var events: [Event] = []

    private let settings: MonitorSettings
    /// What each server showed last.
    private var snapshots: [String: ActivitySnapshot] = [:]
    /// What each server calls its libraries.
    private var sections: [String: [LibrarySection]] = [:]

    /// The clock of what it is told.
    let clock = LiveClock()

    /// A monitor with these settings.
    init(_ settings: MonitorSettings) {
        self.settings = settings
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
        switch input {
        case .poll(let server, _, .snapshot(let snapshot)): self.snapshots[server] = snapshot
        case .sections(let server, let sections): self.sections[server] = sections
        default: break
        }
        let output = self.monitor.handle(input, at: self.now)
        self.events += output.events
        return output.actions
    }

    /// What has happened since the last call.
    mutating func takeEvents() -> [Event] {
        defer { self.events = [] }
        return self.events
    }

    /// All that a server showed last, however much it is.
    func activities(on server: String) -> [Activity] { self.snapshots[server]?.activities ?? [] }

    /// An activity as the status tells it, with what each rule makes of it; the status itself names and judges only the
    /// first of many.
    func status(of activity: Activity, on server: String) -> ActivityStatus? {
        var settings = self.settings
        settings.rules = []
        // A monitor to which nothing else is shown has words for this one.
        var alone = LiveMonitor(settings)
        if let sections = self.sections[server] { alone.feed(.sections(server: server, sections)) }
        let snapshot = ActivitySnapshot(activities: [activity])
        alone.feed(.poll(server: server, sentAt: alone.now, .snapshot(snapshot)))
        var status = alone.status.servers.first { $0.name == server }?.activities.first
        status?.rules = self.monitor.explanation(of: activity.id, on: server)
        return status
    }

    /// Asks a server once for all that rules want to know.
    ///
    /// - Returns: why the server did not say what it does; nil where it did.
    mutating func look(at server: LiveServer) async -> PlexClientError? {
        self.feed(.localTime(WallTime.now.local))
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
