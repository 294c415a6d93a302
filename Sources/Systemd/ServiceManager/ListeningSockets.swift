// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The sockets that systemd hands over to an activated service: sd_listen_fds(3).
///
/// Why not libsystemd's function: it reads the environment at each call, which another thread may change at the same time.
/// The protocol is two variables and consecutive descriptors, and the same manual page documents it.
public enum ListeningSockets {
    /// The first descriptor, `SD_LISTEN_FDS_START`.
    static let first: Int32 = 3
    /// The largest number that is believed.
    static let limit: Int32 = 64

    /// The descriptors of the sockets, empty for a process that was started in another way. Child processes do not inherit
    /// them.
    public static func take(environment: [String: String] = ProcessEnvironment.variables) -> [Int32] {
        Self.descriptors(in: environment, processIdentifier: getpid()).filter { descriptor in
            fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0
        }
    }

    /// The descriptors that the variables name for a process.
    static func descriptors(in environment: [String: String], processIdentifier: Int32) -> [Int32] {
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == processIdentifier,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), (1...Self.limit).contains(count)
        else { return [] }
        return (0..<count).map { Self.first + $0 }
    }
}
