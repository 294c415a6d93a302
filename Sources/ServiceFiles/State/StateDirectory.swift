// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
private import FoundationEssentials
private import Glibc

/// The service's state directory, `$STATE_DIRECTORY` of systemd.exec(5): `state.json`, a file a server in `servers`, and
/// `told`. docs/state-files.md describes them.
package struct StateDirectory: Sendable {
    /// The largest `state.json` that is read: version 1 had all servers in it.
    static let largestState = 32 << 20
    /// The largest file of a server that is read; none larger than half of it is written.
    static let largestServer = 2 << 20

    private let path: String

    /// The state in this directory, which must exist.
    package init(path: String) {
        self.path = path
    }

    /// The directory with a file a server.
    package var serversPath: String { "\(self.path)/servers" }

    /// The file of what belongs to no server. It may name media: for the service alone.
    package var stateFile: AtomicFile { AtomicFile(path: "\(self.path)/state.json", mode: 0o600, isSynced: false) }

    /// The file of a server.
    package func file(of server: String) -> AtomicFile { self.serverFile(ServerFileName.name(of: server)) }

    /// The path of the mark.
    package var markPath: String { "\(self.path)/told" }

    private func serverFile(_ name: String) -> AtomicFile {
        AtomicFile(path: "\(self.serversPath)/\(name)", mode: 0o600, isSynced: false)
    }

    /// Reads all of it. What cannot be used is left out and given to `setAside`.
    ///
    /// - Parameter setAside: moves a file that cannot be used away, and says in which words; nil where nothing moves.
    /// - Throws: ``NewerState``, with nothing moved.
    package func read(setAside: ((AtomicFile, String) -> String)? = nil) throws(NewerState) -> StateReading {
        var reading = StateReading()
        var damaged: [(AtomicFile, String)] = []
        let rest: StoredState? = try self.content(of: self.stateFile, limit: Self.largestState, &damaged)
        if let rest, rest.version == StoredState.versionWithServers {
            // The files of servers, if any, are from an attempt to take it over that a crash has ended.
            reading.state = rest
            reading.state?.version = StoredState.currentVersion
        } else {
            let servers = try self.servers(&damaged)
            reading.state = Self.joined(rest, servers)
            reading.untold = self.untold(in: servers)
        }
        reading.complaints = damaged.map { file, reason in
            setAside?(file, reason) ?? "\(file.path) cannot be used: \(reason)"
        }
        return reading
    }

    private func servers(_ damaged: inout [(AtomicFile, String)]) throws(NewerState) -> [StoredServer] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: self.serversPath)) ?? []).sorted()
        var servers: [StoredServer] = []
        for name in names where ServerFileName.isOne(name) {
            let file = self.serverFile(name)
            let stored: StoredServer? = try self.content(of: file, limit: Self.largestServer, &damaged)
            guard let stored else { continue }
            guard ServerFileName.name(of: stored.name) == name else {
                damaged.append((file, "it is the file of another server"))
                continue
            }
            servers.append(stored)
        }
        return servers
    }

    /// What any version of a file says about itself.
    private struct Version: Decodable {
        struct Inner: Decodable {
            var version: Int
        }

        var version: Int
        var state: Inner?
    }

    private func content<Content: Decodable>(
        of file: AtomicFile, limit: Int, _ damaged: inout [(AtomicFile, String)]
    ) throws(NewerState) -> Content? {
        let bytes: [UInt8]
        do throws(FileError) {
            guard let content = try file.read(limit: limit) else { return nil }
            bytes = content
        } catch {
            damaged.append((file, "\(error)"))
            return nil
        }
        guard let version = try? JSONDecoder().decode(Version.self, from: Data(bytes)) else {
            damaged.append((file, "it is not a state file"))
            return nil
        }
        guard version.version <= StoredState.currentVersion else {
            throw NewerState(path: file.path, version: version.version)
        }
        if let inner = version.state, inner.version > SavedState.currentVersion {
            throw NewerState(path: file.path, version: inner.version)
        }
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)) else {
            damaged.append((file, "it is damaged"))
            return nil
        }
        return content
    }

    /// One state of all that was read. Its instants count only where all files are of one boot.
    private static func joined(_ rest: StoredState?, _ servers: [StoredServer]) -> StoredState? {
        guard rest != nil || !servers.isEmpty else { return nil }
        let boots = Set(servers.map(\.bootID) + (rest.map { [$0.bootID] } ?? []))
        let instants = servers.map(\.writtenAt) + (rest.map { [$0.writtenAt] } ?? [])
        var joined = rest ?? StoredState(bootID: "", writtenAt: Instant(nanoseconds: 0), state: SavedState())
        joined.bootID = boots.count == 1 ? boots.first ?? "" : ""
        joined.writtenAt = instants.max() ?? joined.writtenAt
        for server in servers { joined.state.servers[server.name] = server.server }
        return joined
    }

    /// The events that the mark does not show to be told, in the order in which they happened.
    private func untold(in servers: [StoredServer]) -> [Event] {
        let content = try? AtomicFile(path: self.markPath, mode: 0o600, isSynced: false).read(limit: 256)
        let mark = content.flatMap { $0 }.flatMap(ToldMark.init(content:))
        return servers.flatMap { server in server.untold.map { (start: server.start, untold: $0) } }
            .filter { $0.start != mark?.start || $0.untold.number > mark?.number ?? 0 }
            .sorted { $0.untold.number < $1.untold.number }
            .map(\.untold.event)
    }
}
