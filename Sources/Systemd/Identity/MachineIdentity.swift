// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// Why an identifier of the machine is unavailable.
public enum MachineIdentityError: Error, Equatable, CustomStringConvertible {
    /// `/etc/machine-id` is missing, empty, or contains `uninitialized` (machine-id(5)).
    case noMachineID
    /// Another failure, with its errno.
    case failed(errno: Int32)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .noMachineID:
            "/etc/machine-id has no identifier: run systemd-machine-id-setup"
        case .failed(let number):
            "/etc/machine-id cannot be read: \(ErrorNumber.text(number))"
        }
    }
}

/// The identifiers of this machine and of its present boot.
public enum MachineIdentity {
    /// An identifier of the machine for one application: sd_id128_get_machine_app_specific(3).
    ///
    /// The same machine and application always give the same identifier. The machine's own identifier is confidential
    /// and cannot be derived from it. It is a valid UUID of version 4.
    public static func identifier(forApplication application: Identifier128) throws(MachineIdentityError)
        -> Identifier128
    {
        var key = sd_id128_t()
        unsafe withUnsafeMutableBytes(of: &key) { unsafe $0.copyBytes(from: application.bytes) }
        var result = sd_id128_t()
        try Self.check(unsafe sd_id128_get_machine_app_specific(key, &result))
        return Self.identifier(result)
    }

    /// The identifier of the present boot, sd_id128_get_boot(3).
    public static func boot() throws(MachineIdentityError) -> Identifier128 {
        var result = sd_id128_t()
        try Self.check(unsafe sd_id128_get_boot(&result))
        return Self.identifier(result)
    }

    /// Throws for a negative errno from libsystemd. For a file without an identifier, the manual page names ENOENT,
    /// ENOMEDIUM and, in later versions, ENOPKG.
    static func check(_ result: Int32) throws(MachineIdentityError) {
        switch -result {
        case ...0: return
        case ENOENT, ENOMEDIUM, ENOPKG: throw .noMachineID
        case let number: throw .failed(errno: number)
        }
    }

    private static func identifier(_ value: sd_id128_t) -> Identifier128 {
        Identifier128(bytes: unsafe withUnsafeBytes(of: value) { unsafe Array($0) })
    }
}
