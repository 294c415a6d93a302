// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
private import Glibc
package import ServiceFiles
private import Synchronization

/// The state in files of a directory, `$STATE_DIRECTORY` of systemd.exec(5).
package final class FileStateStorage: StateStorage {
    /// What is added to the name of a file that cannot be used.
    package static let damagedSuffix = ".damaged"

    private let directory: StateDirectory
    private let bootID: String
    private let start: String
    /// The open file of the mark; nil before the first.
    private let mark = Mutex<Int32?>(nil)

    /// The state in this directory, which must exist.
    ///
    /// - Parameters:
    ///   - bootID: the present boot.
    ///   - start: the present start of the service.
    package init(directory: String, bootID: String, start: String) {
        self.directory = StateDirectory(path: directory)
        self.bootID = bootID
        self.start = start
    }

    deinit {
        self.mark.withLock { descriptor in
            if let descriptor { close(descriptor) }
        }
    }

    /// The state as it was last saved; a file that cannot be used is renamed.
    package func load() throws(NewerState) -> StateReading {
        try self.directory.read { file, reason in
            let name = file.path.split(separator: "/").last.map { "\($0)\(Self.damagedSuffix)" } ?? Self.damagedSuffix
            let text = "the saved state in \(file.path) cannot be used: \(reason)"
            do throws(FileError) {
                try file.move(to: name)
            } catch {
                return "\(text); its clocks start again (\(error))"
            }
            return "\(text); the file is now called \(name), and its clocks start again"
        }
    }

    /// Replaces `state.json`.
    package func write(_ state: StoredState) throws(StateStorageError) {
        var state = state
        state.state.servers = [:]
        let bytes: [UInt8]
        do {
            bytes = try CompactJSON.bytes(of: state)
        } catch {
            throw StateStorageError("the state cannot be written as JSON: \(error)")
        }
        try self.translating { () throws(FileError) in
            try self.directory.stateFile.replace(with: bytes + [UInt8(ascii: "\n")])
        }
    }

    /// Replaces the file of a server.
    package func write(_ record: ServerRecord) throws(StateStorageError) {
        var bytes = self.head(of: record)
        for (place, event) in record.untold.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += event
        }
        bytes += Array("],\"server\":".utf8) + record.memory + Array("}\n".utf8)
        let content = bytes
        try self.translating { () throws(FileError) in
            let file = self.directory.file(of: record.name)
            do throws(FileError) {
                try file.replace(with: content)
            } catch {
                // The directory is made with its first file.
                guard error.number == ENOENT, unsafe mkdir(self.directory.serversPath, 0o700) == 0 else { throw error }
                try file.replace(with: content)
            }
        }
    }

    private func head(of record: ServerRecord) -> [UInt8] {
        let instant = record.writtenAt.nanoseconds
        let texts = [record.name, self.bootID, self.start].map { text in
            String(decoding: (try? CompactJSON.bytes(of: text)) ?? [], as: UTF8.self)
        }
        return Array(
            """
            {"version":\(StoredServer.currentVersion),"name":\(texts[0]),"bootID":\(texts[1]),\
            "writtenAt":{"nanoseconds":\(instant)},"start":\(texts[2]),"untold":[
            """.utf8)
    }

    /// Removes the file of a server.
    package func remove(server: String) throws(StateStorageError) {
        let path = self.directory.file(of: server).path
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            let error = FileError.last("unlink", path: path)
            throw StateStorageError("the state of a server cannot be removed: \(error)")
        }
    }

    /// Writes the mark over the last one, in one call: a crash leaves one or the other.
    package func write(toldUpTo number: UInt64) throws(StateStorageError) {
        let content = ToldMark(start: self.start, number: number).content
        try self.translating { () throws(FileError) in
            let path = self.directory.markPath
            let descriptor = try self.mark.withLock { stored throws(FileError) in
                if let stored { return stored }
                let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
                guard descriptor >= 0 else { throw .last("open", path: path) }
                stored = descriptor
                return descriptor
            }
            guard unsafe pwrite(descriptor, content, content.count, 0) == content.count else {
                throw .last("write", path: path)
            }
        }
    }

    /// Syncs the files of these servers and `state.json`, and their directories.
    package func sync(servers: [String]) throws(StateStorageError) {
        try self.translating { () throws(FileError) in
            for server in servers { try self.directory.file(of: server).sync() }
            try self.directory.stateFile.sync()
        }
    }

    private func translating<Result>(_ body: () throws(FileError) -> Result) throws(StateStorageError) -> Result {
        do throws(FileError) {
            return try body()
        } catch {
            throw StateStorageError(
                "the state cannot be saved: \(error); make room or give the service its directory back")
        }
    }
}
