// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials

/// Finds the version of systemd, and whether it runs this machine.
enum SystemdCheck {
    /// The oldest version with credentials: LoadCredential= in systemd.exec(5).
    static let oldest = 247
    /// The oldest version that the unit is tested with.
    static let tested = 252

    /// The directories of systemd's private library, which has the version in its name.
    private static let directories = [
        "/usr/lib/systemd", "/usr/lib/x86_64-linux-gnu/systemd", "/usr/lib/aarch64-linux-gnu/systemd",
        "/usr/lib64/systemd",
        "/lib/systemd",
    ]

    /// The finding for this machine.
    static func finding() -> OnlineFinding {
        let manager = FileManager.default
        let names = self.directories.flatMap { (try? manager.contentsOfDirectory(atPath: $0)) ?? [] }
        return Self.finding(
            version: names.compactMap(Self.version(of:)).max(),
            isRunning: manager.fileExists(atPath: "/run/systemd/system"))
    }

    /// The finding for a version.
    ///
    /// - Parameters:
    ///   - version: the installed version; nil where systemd is not installed.
    ///   - isRunning: whether systemd runs this machine: sd_booted(3).
    static func finding(version: Int?, isRunning: Bool) -> OnlineFinding {
        func finding(_ verdict: OnlineFinding.Verdict, _ found: String, _ cure: String? = nil) -> OnlineFinding {
            OnlineFinding(server: nil, topic: "systemd", verdict: verdict, found: found, cure: cure)
        }
        guard let version else {
            return finding(
                .warning, "not found", "run plex-activityd under another supervisor, with --output text or json")
        }
        guard version >= Self.oldest else {
            return finding(
                .error, "version \(version) has no credentials", "use systemd \(Self.oldest) or later for the unit")
        }
        guard isRunning else {
            return finding(
                .warning, "version \(version) is installed, but it does not run this machine",
                "run plex-activityd under another supervisor, with --output text or json")
        }
        let older = version < Self.tested ? "; the unit is tested with \(Self.tested) and later" : ""
        return finding(.ok, "version \(version)\(older)")
    }

    /// The version in the name of the private library, such as `libsystemd-shared-252.so`.
    static func version(of name: String) -> Int? {
        let prefix = "libsystemd-shared-"
        guard name.hasPrefix(prefix) else { return nil }
        return Int(name.dropFirst(prefix.count).prefix { $0.isNumber })
    }
}
