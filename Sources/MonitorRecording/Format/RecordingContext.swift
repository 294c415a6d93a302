// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import PlexModel

/// The earlier inputs that still count and that no later input repeats. They begin each segment, so that the segment
/// can be replayed alone.
package struct RecordingContext: Hashable, Sendable {
    private(set) var settings: MonitorSettings?
    private var isPaused = false
    private var localTime: LocalTime?
    private var identities: [String: ServerIdentity] = [:]
    private var sections: [String: [LibrarySection]] = [:]
    private var maintenance: [String: MaintenanceHours] = [:]
    private var streams: [String: StreamState] = [:]

    /// The context before the first input.
    package init() {}

    /// Takes note of an input.
    package mutating func note(_ input: Input) {
        switch input {
        case .configure(let settings): self.settings = settings
        case .pause(let isPaused): self.isPaused = isPaused
        case .localTime(let time): self.localTime = time
        case .identity(let server, let identity): self.identities[server] = identity
        case .sections(let server, let sections): self.sections[server] = sections
        case .maintenance(let server, let hours): self.maintenance[server] = hours
        // The state of the stream does not change.
        case .stream(_, .unclear): break
        case .stream(let server, let state): self.streams[server] = state
        case .sessions, .playback, .poll, .notification, .requestFinished, .administrator,
            .manualRequest, .tokenChanged, .wake:
            break
        }
    }

    /// The inputs that restore the context in another monitor, in order; empty before the first configuration.
    var inputs: [Input] {
        guard let settings = self.settings else { return [] }
        var inputs: [Input] = [.configure(settings)]
        if self.isPaused { inputs.append(.pause(true)) }
        if let time = self.localTime { inputs.append(.localTime(time)) }
        for server in settings.servers.map(\.name) {
            if let identity = self.identities[server] { inputs.append(.identity(server: server, identity)) }
            if let sections = self.sections[server] { inputs.append(.sections(server: server, sections)) }
            if let hours = self.maintenance[server] { inputs.append(.maintenance(server: server, hours)) }
            if let state = self.streams[server] { inputs.append(.stream(server: server, state)) }
        }
        return inputs
    }
}
