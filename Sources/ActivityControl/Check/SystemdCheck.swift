// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials

/// Looks which systemd runs the service.
enum SystemdCheck {
    /// The oldest version that hands over credentials, LoadCredential= of systemd.exec(5).
    static let oldest = 247
    /// The version that the service is tested with.
    static let tested = 252

    /// Where systemd's private library lies, which has the version in its name.
    private static let directories = [
        "/usr/lib/systemd", "/usr/lib/x86_64-linux-gnu/systemd", "/usr/lib/aarch64-linux-gnu/systemd",
        "/usr/lib64/systemd",
        "/lib/systemd",
    ]

    /// What was found.
    static func finding() -> OnlineFinding {
        let manager = FileManager.default
        let names = self.directories.flatMap { (try? manager.contentsOfDirectory(atPath: $0)) ?? [] }
        return Self.finding(
            version: names.compactMap(Self.version(of:)).max(),
            isRunning: manager.fileExists(atPath: "/run/systemd/system"))
    }

    /// What is to be said of a version.
    ///
    /// - Parameters:
    ///   - version: the one that is installed; nil for none.
    ///   - isRunning: whether it runs this machine, sd_booted(3).
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
                .error, "version \(version) knows no credentials", "use systemd \(Self.oldest) or later for the unit")
        }
        guard isRunning else {
            return finding(
                .warning, "version \(version) is installed and does not run this machine",
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
