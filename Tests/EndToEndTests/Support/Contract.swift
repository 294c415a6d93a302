// SPDX-License-Identifier: Apache-2.0
import Testing

/// The contract that every daemon's output must keep, in every test.
enum Contract {
    /// Checks all output and files of a daemon so far.
    static func check(_ daemon: Daemon, token: String) {
        let lines = daemon.lines
        for line in lines + daemon.standardError.split(separator: "\n").map({ String($0) }) {
            #expect(!Self.hasControlCharacter(line), "control character in \(line.debugDescription)")
        }
        if daemon.writesJSON {
            for line in lines where DaemonEvent(line: line) == nil {
                Issue.record("this line is not an event: \(line)")
            }
        }
        for event in daemon.events {
            Self.check(event)
        }
        Self.checkTransitions(of: daemon.events)
        let written = [
            "standard output": lines.joined(separator: "\n"),
            "standard error": daemon.standardError,
            "the state": daemon.home.stateText,
            "the status": daemon.home.statusText,
            "the argument list": daemon.commandLine,
        ]
        for (place, text) in written {
            #expect(!text.contains(token), "the token is in \(place)")
        }
    }

    /// Checks that each change of a server's state is reported once.
    ///
    /// This holds for outages of fewer than ten polls: the tenth failure is reported again.
    static func checkTransitions(of events: [DaemonEvent]) {
        let names: Set = ["server-reachable", "server-unreachable", "authentication-refused"]
        var states: [String: String] = [:]
        for event in events where names.contains(event.name) {
            let server = event["PLEX_SERVER"] ?? ""
            #expect(states[server, default: "server-reachable"] != event.name, "reported twice: \(event.message)")
            states[server] = event.name
        }
    }

    private static func check(_ event: DaemonEvent) {
        for (name, value) in event.fields {
            #expect(!Self.hasControlCharacter(value), "control character in \(name) of \(event.name)")
        }
        guard let id = event["MESSAGE_ID"], let named = Catalog.fields[id] else {
            Issue.record("\(event.name) has no text in the catalog")
            return
        }
        for name in named {
            #expect(event[name]?.isEmpty == false, "\(event.name) does not set \(name), which the catalog names")
        }
    }

    private static func hasControlCharacter(_ text: String) -> Bool {
        text.unicodeScalars.contains { scalar in
            scalar.properties.generalCategory == .control || ["\u{202E}", "\u{2028}", "\u{2029}"].contains(scalar)
        }
    }
}
