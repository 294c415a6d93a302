// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexClient
import PlexModel
import ServiceFiles

/// The daemon's monitor, run by this program: it judges what servers say now, with evidence that starts at zero.
struct LiveMonitor {
    /// The monitor.
    private(set) var monitor = Monitor()
    /// The events since the last ``takeEvents()``.
    private var events: [Event] = []

    private let settings: MonitorSettings
    /// The last snapshot of each server.
    private var snapshots: [String: ActivitySnapshot] = [:]
    /// The libraries of each server.
    private var sections: [String: [LibrarySection]] = [:]

    /// The clock of the inputs.
    let clock = LiveClock()

    /// A monitor with these settings.
    init(_ settings: MonitorSettings) {
        self.settings = settings
        self.feed(.configure(settings))
        self.events = []
    }

    /// The instant now.
    var now: ActivityMonitor.Instant { self.clock.now }

    /// The monitor's status now.
    var status: StatusReport { self.monitor.status(at: self.now) }

    /// Takes an input.
    ///
    /// - Returns: the actions that the monitor asks for.
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

    /// Returns the events since the last call.
    mutating func takeEvents() -> [Event] {
        defer { self.events = [] }
        return self.events
    }

    /// All activities in the last snapshot of a server; the status names only the first of many.
    func activities(on server: String) -> [Activity] { self.snapshots[server]?.activities ?? [] }

    /// The status of one activity, with the judgement of each rule. It works for activities that the status leaves out.
    func status(of activity: Activity, on server: String) -> ActivityStatus? {
        var settings = self.settings
        settings.rules = []
        // A monitor with this activity alone does not leave it out.
        var alone = LiveMonitor(settings)
        if let sections = self.sections[server] { alone.feed(.sections(server: server, sections)) }
        let snapshot = ActivitySnapshot(activities: [activity])
        alone.feed(.poll(server: server, sentAt: alone.now, .snapshot(snapshot)))
        var status = alone.status.servers.first { $0.name == server }?.activities.first
        status?.rules = self.monitor.explanation(of: activity.id, on: server)
        return status
    }

    /// Asks a server once for everything that rules need.
    ///
    /// - Returns: why the poll failed; nil for success.
    mutating func look(at server: LiveServer) async -> PlexClientError? {
        self.feed(.localTime(WallTime.now.local))
        do throws(PlexClientError) {
            self.feed(try await server.identity())
            self.feed(try await server.sections())
        } catch {
            // Only the poll must succeed: conditions that need identity or sections stay unknown.
        }
        if self.monitor.needsMaintenanceHours { self.feed(await server.maintenance()) }
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
