// SPDX-License-Identifier: Apache-2.0

/// How this process was started: as the service, or by hand.
package struct LaunchContext: Hashable, Sendable {
    /// The state directory of the installed service.
    package static let serviceStateDirectory = "/var/lib/plex-activityd"

    /// Whether systemd started the process from a unit like ours.
    package let isService: Bool
    /// `$STATE_DIRECTORY`, the first of its directories; nil where there is none.
    package let stateDirectory: String?
    /// `$RUNTIME_DIRECTORY`, the first of its directories; nil where there is none.
    package let runtimeDirectory: String?

    /// The context that the variables of systemd.exec(5) and sd_notify(3) describe.
    ///
    /// `INVOCATION_ID` alone is not enough: a terminal that systemd started passes it on to every shell in it. The unit's
    /// `Type=notify` and `StateDirectory=` set the two others.
    package init(environment: [String: String]) {
        self.stateDirectory = Self.directory("STATE_DIRECTORY", environment)
        self.runtimeDirectory = Self.directory("RUNTIME_DIRECTORY", environment)
        let isSet = { (variable: String) in !(environment[variable] ?? "").isEmpty }
        self.isService = isSet("INVOCATION_ID") && isSet("NOTIFY_SOCKET") && self.stateDirectory != nil
    }

    private static func directory(_ variable: String, _ environment: [String: String]) -> String? {
        environment[variable]?.split(separator: ":").first.map(String.init)
    }
}
