// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Systemd

@Suite("Identifiers")
struct MachineIdentityTests {
    @Test(
        "digits and a UUID are the same identifier",
        arguments: [
            "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789ABCDEF",
            "01234567-89ab-cdef-0123-456789abcdef",
        ]
    )
    func valid(_ text: String) throws {
        let identifier = try #require(Identifier128(text))
        #expect(identifier.description == "0123456789abcdef0123456789abcdef")
        #expect(identifier.uuid == "01234567-89ab-cdef-0123-456789abcdef")
        #expect(identifier.bytes.first == 0x01)
        #expect(identifier.bytes.last == 0xEF)
    }

    @Test(
        "other text is none",
        arguments: [
            "", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdeg",
            "0123456789abcdef0123456789abcdef0",
            "012345678-9ab-cdef-0123-456789abcdef", "01234567-89ab-cdef-0123-456789abcdeф",
        ]
    )
    func invalid(_ text: String) {
        #expect(Identifier128(text) == nil)
    }

    @Test("the machine has one identifier for each application, and its own identifier differs from all of them")
    func applications() throws {
        let first = try #require(Identifier128("11111111111111111111111111111111"))
        let second = try #require(Identifier128("22222222222222222222222222222222"))
        let identifier = try MachineIdentity.identifier(forApplication: first)
        #expect(try MachineIdentity.identifier(forApplication: first) == identifier)
        #expect(try MachineIdentity.identifier(forApplication: second) != identifier)
        // A UUID of version 4, variant 1.
        #expect(identifier.bytes[6] >> 4 == 4)
        #expect(identifier.bytes[8] >> 6 == 2)
        guard case .present(let file) = Credentials.read(path: "/etc/machine-id") else {
            Issue.record("no machine identifier, and yet one was made from it")
            return
        }
        #expect(file.trimmedText != identifier.description)
    }

    @Test("the boot is the one that the kernel names")
    func boot() throws {
        guard case .present(let file) = Credentials.read(path: "/proc/sys/kernel/random/boot_id") else {
            Issue.record("the kernel names no boot")
            return
        }
        #expect(try MachineIdentity.boot().uuid == file.trimmedText)
    }

    @Test(
        "a machine without identifier is told from other failures",
        arguments: [
            (-ENOENT, MachineIdentityError.noMachineID), (-ENOMEDIUM, .noMachineID), (-EIO, .failed(errno: EIO)),
            (-EACCES, .failed(errno: EACCES)),
        ]
    )
    func errors(_ result: Int32, _ error: MachineIdentityError) {
        #expect(throws: error) { try MachineIdentity.check(result) }
    }

    @Test("an error says what to do")
    func errorText() {
        #expect(MachineIdentityError.noMachineID.description.contains("systemd-machine-id-setup"))
        #expect(MachineIdentityError.failed(errno: EACCES).description.contains("Permission denied"))
    }

    @Test("the environment equals that of the C library")
    func environment() throws {
        let value = unsafe getenv("PATH").map { unsafe String(cString: $0) }
        let path = try #require(value)
        #expect(ProcessEnvironment.variables["PATH"] == path)
    }
}
