// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
private import FoundationEssentials
private import Glibc

/// The status of the service in its runtime directory: `status.json`, and a file a server in `servers`.
/// docs/state-files.md describes them.
package struct StatusFile: Sendable {
    /// The runtime directory of the installed service.
    package static let serviceDirectory = "/run/plex-activityd"
    /// The service touches the file every 10 s at least. An older one belongs to a service that does not run, or hangs.
    package static let patience = Duration.seconds(30)

    private let directory: String
    private let file: AtomicFile

    /// The status of the service with this runtime directory.
    package init(directory: String) {
        self.directory = directory
        // It may name media: for the service and its group, not for everybody.
        self.file = AtomicFile(path: "\(directory)/status.json", mode: 0o640, isSynced: false)
    }

    /// The path of the file of the service.
    package var path: String { self.file.path }

    private var serversPath: String { "\(self.directory)/servers" }

    private func file(of server: String) -> AtomicFile {
        AtomicFile(path: "\(self.serversPath)/\(ServerFileName.name(of: server))", mode: 0o640, isSynced: false)
    }

    // MARK: - For the service

    /// Replaces the file of the service.
    ///
    /// - Throws: ``FileError``, or an error of the encoder.
    package func write(_ document: StatusDocument) throws {
        try self.file.replace(with: try Self.bytes(of: document.head))
    }

    /// Replaces the file of a server.
    ///
    /// - Throws: ``FileError``, or an error of the encoder.
    package func write(_ document: ServerDocument) throws {
        let file = self.file(of: document.server.name)
        let bytes = try Self.bytes(of: document)
        do throws(FileError) {
            try file.replace(with: bytes)
        } catch {
            // The directory is made with its first file.
            guard error.number == ENOENT, unsafe mkdir(self.serversPath, 0o750) == 0 else { throw error }
            // The unit's umask keeps the group out.
            guard unsafe chmod(self.serversPath, 0o750) == 0 else {
                throw FileError.last("chmod", path: self.serversPath)
            }
            try file.replace(with: bytes)
        }
    }

    /// Says with its time that a file still holds.
    ///
    /// - Parameter server: the server; nil for the file of the service.
    package func touch(server: String? = nil) throws(FileError) {
        let path = server.map { self.file(of: $0).path } ?? self.path
        guard unsafe utimensat(AT_FDCWD, path, nil, 0) == 0 else { throw .last("utimensat", path: path) }
    }

    /// Removes the files of all servers but these.
    package func keep(_ servers: [String]) {
        let names = Set(servers.map(ServerFileName.name(of:)))
        for name in (try? FileManager.default.contentsOfDirectory(atPath: self.serversPath)) ?? []
        where !names.contains(name) {
            unsafe unlink("\(self.serversPath)/\(name)")
        }
    }

    /// A document as JSON, with a line break at its end.
    package static func bytes(of document: some Encodable) throws -> [UInt8] {
        try CompactJSON.bytes(of: document) + [UInt8(ascii: "\n")]
    }

    // MARK: - For its readers

    /// The status of a service that runs.
    ///
    /// - Throws: ``StatusFailure``, also for a file that a service has left behind.
    package func readRunning() throws(StatusFailure) -> RunningStatus {
        let status = try Self.status(of: try self.readBytes(), path: self.path)
        guard Self.isRunning(status.pid) else {
            throw .notRunning(
                "plex-activityd does not run: its process \(status.pid) is gone, and wrote its last status at "
                    + "\(status.writtenAt.printable()); for the reason, run: journalctl -u plex-activityd")
        }
        let now = WallTime.now
        if let age = self.file.changedAt?.age(at: now), age > Self.patience {
            throw .notRunning(
                "plex-activityd has not touched its status for \(age.words) (process \(status.pid)); "
                    + "for the reason, run: journalctl -u plex-activityd")
        }
        return self.joined(status, at: now)
    }

    /// The status with the servers' files. A server without a readable one has no activities.
    private func joined(_ status: StatusDocument, at now: WallTime) -> RunningStatus {
        var running = RunningStatus(status: status, memories: [:], ages: [:])
        let age = WallTime(text: status.writtenAt)?.age(at: now) ?? .zero
        for index in status.monitor.servers.indices {
            let head = status.monitor.servers[index].runOn(for: age, answered: .zero)
            running.status.monitor.servers[index] = head
            let file = self.file(of: head.name)
            guard let bytes = try? file.read(limit: Self.largest), let changedAt = file.changedAt,
                let document = try? JSONDecoder().decode(ServerDocument.self, from: Data(bytes)),
                document.version == StatusDocument.currentVersion, document.server.name == head.name
            else {
                continue
            }
            let answered =
                document.server.state == "reachable"
                ? WallTime(text: document.writtenAt)?.age(at: changedAt) ?? .zero : .zero
            let server = document.server.runOn(for: .zero, answered: answered)
            running.status.monitor.servers[index].activities = server.activities
            running.status.monitor.servers[index].operations = server.operations
            running.memories[head.name] = document.memory
            running.ages[head.name] = answered
            // While a server answers, the time of its file is that of its last answer.
            if server.state == "reachable",
                let poll = status.polls.firstIndex(where: { $0.server == head.name && $0.lastAnswer == nil })
            {
                running.status.polls[poll].lastPoll = changedAt.text
                running.status.polls[poll].lastAnswer = changedAt.text
            }
        }
        return running
    }

    /// The largest file of a server that is read, in bytes.
    private static let largest = 16 << 20

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
        guard let bytes = try? self.file.read(limit: Self.largest) else {
            throw .notRunning("plex-activityd does not run: there is no \(self.path)")
        }
        return bytes
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
