// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
private import FoundationEssentials
private import Glibc

/// The file `status.json` in the service's runtime directory: docs/state-files.md.
package struct StatusFile: Sendable {
    /// The runtime directory of the installed service.
    package static let serviceDirectory = "/run/plex-activityd"
    /// The service writes the file every 10 s at least. An older one belongs to a service that does not run, or hangs.
    package static let patience = Duration.seconds(30)

    private let file: AtomicFile

    /// The status of the service with this runtime directory.
    package init(directory: String) {
        // It may name media: for the service and its group, not for everybody.
        self.file = AtomicFile(path: "\(directory)/status.json", mode: 0o640, isSynced: false)
    }

    /// The path of the file.
    package var path: String { self.file.path }

    /// Replaces the status.
    ///
    /// - Throws: ``FileError``, or an error of the encoder.
    package func write(_ document: StatusDocument) throws {
        try self.file.replace(with: try Self.bytes(of: document))
    }

    /// A status as JSON, with a line break at its end.
    package static func bytes(of document: StatusDocument) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
    }

    /// The status of a service that runs, and the text of the file: it may have members that this program does not know.
    ///
    /// - Throws: ``StatusFailure``, also for a file that a service has left behind.
    package func readRunning() throws(StatusFailure) -> (status: StatusDocument, text: String) {
        let bytes = try self.readBytes()
        let status = try Self.status(of: bytes, path: self.path)
        guard Self.isRunning(status.pid) else {
            throw .notRunning(
                "plex-activityd does not run: its process \(status.pid) is gone, and wrote its last status at "
                    + "\(status.writtenAt.printable()); for the reason, run: journalctl -u plex-activityd")
        }
        if let age = status.age(at: .now), age > Self.patience {
            throw .notRunning(
                "plex-activityd has not written its status for \(age.words) (process \(status.pid)); "
                    + "for the reason, run: journalctl -u plex-activityd")
        }
        return (status, String(decoding: bytes, as: UTF8.self))
    }

    /// The status in these bytes.
    ///
    /// - Parameter path: The file that they come from, for the error.
    package static func status(of bytes: [UInt8], path: String) throws(StatusFailure) -> StatusDocument {
        struct Layout: Decodable { var version: Int }
        let decoder = JSONDecoder()
        do {
            let layout = try decoder.decode(Layout.self, from: Data(bytes)).version
            guard layout == StatusDocument.currentVersion else {
                throw StatusFailure.unreadable(
                    "\(path) has layout \(layout) and this program reads \(StatusDocument.currentVersion): "
                        + "use the plex-activityctl of the service's version")
            }
            return try decoder.decode(StatusDocument.self, from: Data(bytes))
        } catch let failure as StatusFailure {
            throw failure
        } catch {
            throw .unreadable("\(path) cannot be understood: use the plex-activityctl of the service's version")
        }
    }

    /// The content of the file, however old it is.
    private func readBytes() throws(StatusFailure) -> [UInt8] {
        guard unsafe access(self.path, R_OK) == 0 else {
            let number = errno
            if number == ENOENT || number == ENOTDIR {
                throw .notRunning("plex-activityd does not run: there is no \(self.path)")
            }
            throw .forbidden("\(self.path) may not be read: run as root")
        }
        guard let data = FileManager.default.contents(atPath: self.path) else {
            throw .notRunning("plex-activityd does not run: there is no \(self.path)")
        }
        return Array(data)
    }

    /// Whether a process runs. A process that has ended, and whose parent has not waited for it, does not: its state in
    /// proc_pid_stat(5) is Z or X.
    private static func isRunning(_ pid: Int32) -> Bool {
        guard kill(pid, 0) == 0 || errno == EPERM else { return false }
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat"),
            // The name before it may hold brackets and blanks.
            let bracket = data.lastIndex(of: UInt8(ascii: ")")),
            let state = data[bracket...].dropFirst(2).first
        else {
            return true
        }
        return state != UInt8(ascii: "Z") && state != UInt8(ascii: "X")
    }
}

/// Why there is no status of a running service.
package enum StatusFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The service does not run, or does not write.
    case notRunning(String)
    /// The file may not be read.
    case forbidden(String)
    /// The file is there and cannot be understood.
    case unreadable(String)

    /// One sentence for the operator.
    package var description: String {
        switch self {
        case .notRunning(let text), .forbidden(let text), .unreadable(let text): text
        }
    }
}

extension StatusDocument {
    /// How long ago it was written; nil where the time cannot be read. Never negative, although clocks are set.
    package func age(at now: WallTime) -> Duration? {
        guard let written = WallTime(text: self.writtenAt) else { return nil }
        return .microseconds(max(0, now.microseconds - written.microseconds))
    }
}
