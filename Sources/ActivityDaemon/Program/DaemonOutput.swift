// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import Glibc
import Logging
import ServiceFiles
import Systemd

/// Where events and diagnostics go in this process.
struct DaemonOutput: Sendable {
    /// The label of the daemon's own logger; libraries have others.
    static let label = "plex-activityd"

    /// Where events go.
    let events: any EventSink
    /// Where diagnostics go.
    private let diagnostics: any JournalSink

    /// The output that the command line and the environment ask for.
    init(_ choice: OutputChoice, environment: [String: String]) {
        let format: LineFormat
        switch choice {
        case .journal:
            self.init(journal: environment)
            return
        case .auto where JournalStream.isConnected(environment: environment):
            self.init(journal: environment)
            return
        case .auto, .text:
            format = .text(isColoured: Self.showsColour(environment))
        case .json:
            format = .json
        }
        self.init(
            events: LineEventSink(
                format: format,
                writer: LineWriter(descriptor: STDOUT_FILENO) { format.lossNotice(of: $0, at: WallTime.now) }),
            diagnostics: StandardErrorSink(environment: environment))
    }

    private init(events: any EventSink, diagnostics: any JournalSink) {
        self.events = events
        self.diagnostics = diagnostics
    }

    private init(journal environment: [String: String]) {
        let writer = JournalWriter(
            identifier: ProgramIdentity.syslogIdentifier,
            kindField: JournalFieldName(mapping: EventFieldName.event.rawValue), pace: JournalEventSink.pace,
            environment: environment)
        self.init(events: JournalEventSink(writer), diagnostics: writer)
    }

    /// Sends all that is logged in this process to the same place. For the start of the process, once.
    func bootstrapLogging() {
        let diagnostics = self.diagnostics
        LoggingSystem.bootstrap { label in
            JournalLogHandler(
                label: label,
                identifier: ProgramIdentity.syslogIdentifier,
                logLevel: label == Self.label ? .info : .warning,
                write: { diagnostics.enqueue($0) }
            )
        }
    }

    /// Whether lines may be coloured: on a terminal, unless `NO_COLOR` is set (https://no-color.org).
    private static func showsColour(_ environment: [String: String]) -> Bool {
        (environment["NO_COLOR"] ?? "").isEmpty && isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
    }
}

extension Logger.Level {
    /// The level of a priority.
    init(_ priority: Priority) {
        self =
            switch priority {
            case .error: .error
            case .warning: .warning
            case .notice: .notice
            case .info: .info
            case .debug: .debug
            }
    }
}
