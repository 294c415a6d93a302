// SPDX-License-Identifier: Apache-2.0
private import Glibc
import MonitorConfiguration

/// The files of a configuration as the service sees them: as a user without rights, in the unit's sandbox.
struct ServiceView {
    /// The system.
    let root: SystemRoot

    /// The directories that `ProtectHome=` and `PrivateTmp=` of the unit hide from the service.
    private static let hidden = ["/root", "/home", "/run/user", "/tmp", "/var/tmp"]

    /// The files that the service cannot read, as warnings about the configuration.
    func problems(of configuration: DaemonConfiguration) -> [ConfigurationProblem] {
        let own = configuration.files.compactMap { path in
            self.obstacle(path).map { ConfigurationProblem(severity: .error, file: path, message: $0) }
        }
        let main = ConfigurationSource.system.mainFile
        let named = configuration.servers.flatMap { server in
            [("tls-ca-file", server.tlsCAFile), ("token-file", server.tokenFile)].compactMap { key, path in
                path.flatMap { path in
                    self.obstacle(path).map {
                        ConfigurationProblem(
                            severity: .error, file: main, keyPath: "server \(server.name).\(key)", value: path,
                            message: $0)
                    }
                }
            }
        }
        return own + named
    }

    /// Why the service cannot read a file, with the cure; nil where it can.
    func obstacle(_ path: String) -> String? {
        let isHidden = Self.hidden.contains { path == $0 || path.hasPrefix("\($0)/") }
        if isHidden {
            return "the service cannot read this: its sandbox hides this directory; "
                + "move the file to /etc/plex-activityd"
        }
        let parts = path.split(separator: "/")
        for count in 1..<max(parts.count, 1) {
            let directory = "/" + parts.prefix(count).joined(separator: "/")
            if let mode = self.mode(of: directory), mode & 0o001 == 0 {
                return "the service cannot read this: chmod 755 \(directory)"
            }
        }
        guard let mode = self.mode(of: path), mode & 0o004 == 0 else { return nil }
        return "the service cannot read this: chmod 644 \(path)"
    }

    /// The mode of a file below the root; nil where there is none.
    private func mode(of path: String) -> UInt32? {
        var status = stat()
        return unsafe stat(self.root.path(path), &status) == 0 ? status.st_mode : nil
    }
}
