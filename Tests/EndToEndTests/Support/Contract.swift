// SPDX-License-Identifier: Apache-2.0
import Testing

/// What is true of all that a daemon says, whatever the test is about.
enum Contract {
    /// Checks everything that a daemon has said and written so far.
    static func check(_ daemon: Daemon, token: String) {
        let lines = daemon.lines
        for line in lines + daemon.standardError.split(separator: "\n").map({ String($0) }) {
            #expect(!Self.hasControlCharacter(line), "control character in \(line.debugDescription)")
        }
        if daemon.writesJSON {
            for line in lines where DaemonEvent(line: line) == nil {
                Issue.record("a line that is no event: \(line)")
            }
        }
        for event in daemon.events {
            Self.check(event)
        }
        Self.checkTransitions(of: daemon.events)
        let written = [
            "standard output": lines.joined(separator: "\n"),
            "standard error": daemon.standardError,
            "state.json": Home.text(of: "\(daemon.home.state)/state.json"),
            "status.json": Home.text(of: "\(daemon.home.runtime)/status.json"),
            "the argument list": daemon.commandLine,
        ]
        for (place, text) in written {
            #expect(!text.contains(token), "the token is in \(place)")
        }
    }

    /// Checks that each change of a server's state is told once.
    ///
    /// For outages of fewer than ten polls: the tenth failure is told again.
    static func checkTransitions(of events: [DaemonEvent]) {
        let names: Set = ["server-reachable", "server-unreachable", "authentication-refused"]
        var states: [String: String] = [:]
        for event in events where names.contains(event.name) {
            let server = event["PLEX_SERVER"] ?? ""
            #expect(states[server, default: "server-reachable"] != event.name, "told twice: \(event.message)")
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
