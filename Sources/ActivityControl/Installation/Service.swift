// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials

/// The service in this machine's service manager.
enum Service {
    /// The name of the unit.
    static let unit = "plex-activityd.service"

    /// Whether systemd runs this machine: sd_booted(3).
    static var hasManager: Bool { FileManager.default.fileExists(atPath: "/run/systemd/system") }

    /// Whether the service runs now.
    static var isActive: Bool {
        guard self.hasManager else { return false }
        return Program.run("systemctl", ["is-active", "--quiet", self.unit], isQuiet: true)?.isSuccess == true
    }

    /// Lets the service manager read all units and drop-ins again.
    static func reloadUnits() {
        if self.hasManager { _ = Program.run("systemctl", ["daemon-reload"]) }
    }

    /// Enables the service at boot and starts it anew, so that it has the present configuration and token.
    ///
    /// - Returns: whether it is active: systemctl waits until the service says so.
    static func enableAndStart() -> Bool {
        guard Program.run("systemctl", ["enable", "--quiet", self.unit])?.isSuccess == true else { return false }
        return Program.run("systemctl", ["restart", self.unit])?.isSuccess == true
    }
}
