// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles

/// The servers whose pollers a message may change something about: handling it costs what they are, however many others
/// there are.
enum ServerScope: Hashable, Sendable {
    /// These servers.
    case servers(Set<String>)
    /// All servers.
    case all

    /// Adds a server.
    mutating func insert(_ server: String) {
        if case .servers(let names) = self { self = .servers(names.union([server])) }
    }
}

extension Message {
    /// The scope before the monitor was asked: the servers of its events and actions come to it.
    var scope: ServerScope {
        switch self {
        // Two entries of the configuration can turn out to be one server; then the other one changes, too.
        case .observation(_, .identity): .all
        case .observation(_, let input): input.server.map { .servers([$0]) } ?? .all
        case .notifications(let queue): .servers([queue.server])
        // Time alone changes no interval: rules are judged on polls.
        case .wake, .rejected, .signOfLife: .servers([])
        case .manualRequest(let note): .servers([note.server])
        case .requestFinished, .configure, .pause: .all
        }
    }
}

extension Input {
    /// The server that an observation is about.
    var server: String? {
        switch self {
        case .identity(let server, _), .sections(let server, _), .sessions(let server, _), .maintenance(let server, _),
            .poll(let server, _, _),
            .tokenChanged(let server), .notification(let server, _, _), .playback(let server, _, _),
            .stream(let server, _), .administrator(let server, _), .manualRequest(let server, _):
            server
        case .configure, .requestFinished, .pause, .localTime, .wake:
            nil
        }
    }
}
