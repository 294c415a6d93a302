// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// The sockets of this process that are connected to a port, as /proc shows them: proc(5).
enum OpenSockets {
    /// How many descriptors of this process are sockets of clients that are connected to this port.
    static func count(to port: Int) -> Int {
        let inodes = Self.inodes(to: port)
        return Self.descriptors().count { inodes.contains($0) }
    }

    /// The inodes of the sockets whose other end is this port.
    private static func inodes(to port: Int) -> Set<String> {
        let hexadecimal = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
        let lines = Self.text(of: "/proc/self/net/tcp").split(separator: "\n").dropFirst()
        return Set(
            lines.compactMap { line in
                // sl, local_address, rem_address, st, queues, timer, retransmits, uid, timeout, inode
                let fields = line.split(separator: " ")
                return fields.count > 9 && fields[2].hasSuffix(suffix) ? String(fields[9]) : nil
            })
    }

    /// A file whose length nobody knows before it is read, as in /proc.
    private static func text(of path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    /// The inodes of all sockets that this process has open.
    private static func descriptors() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            guard let last = target?.split(separator: "/").last, last.hasPrefix("socket:[") else { return nil }
            return String(last.dropFirst(8).dropLast())
        }
    }
}
