// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
private import Glibc

/// The content of `status.json`, as the service writes it: docs/state-files.md.
struct StatusFile: Codable, Hashable, Sendable {
    /// The layout that this version reads.
    static let currentVersion = 1
    /// The service writes the file at least every 10 s, so an older file does not prove a running service.
    static let patience = Duration.seconds(30)

    /// The layout it was written in.
    var version: Int
    /// The version of the service.
    var programVersion: String
    /// The service's process.
    var pid: Int32
    /// When it was written.
    var writtenAt: String
    /// When the service started.
    var startedAt: String
    /// Why the last configuration was rejected; nil while it is in force.
    var rejectedConfiguration: String?
    /// The end of the pause in RFC 3339, empty for a pause without an end; nil without a pause.
    var pause: String?
    /// The polls of each server.
    var polls: [Poll]
    /// The monitor's status.
    var monitor: StatusReport
    /// The numbers of events since the start of the service.
    var counters: EventCounters?

    /// The polls of one server.
    struct Poll: Codable, Hashable, Sendable {
        /// The configured name.
        var server: String
        /// When the last poll was answered or failed; nil before the first.
        var lastPoll: String?
        /// When the last good answer came; nil before the first.
        var lastAnswer: String?
        /// Why the last poll failed; nil for a good answer.
        var lastError: String?
        /// The present time between two polls.
        var intervalMicroseconds: Int64
    }
}

extension StatusFile {
    /// Why no status of a running service is available.
    enum Failure: Error, Hashable {
        /// The service does not run, or has stopped writing.
        case notRunning(String)
        /// This user may not read the file.
        case forbidden(String)
        /// The file exists, and this version cannot read it.
        case unreadable(String)
    }

    /// The service's default runtime directory.
    static let directory = "/run/plex-activityd"

    /// The status of the service that runs with this runtime directory.
    ///
    /// - Throws: ``Failure``, also for the file of a service that has ended.
    static func ofRunningService(in directory: String = Self.directory) throws(Failure) -> StatusFile {
        try Self.contentOfRunningService(in: directory).status
    }

    /// The status and the file's own text, which may have members that this version does not know.
    static func contentOfRunningService(
        in directory: String = Self.directory
    ) throws(Failure) -> (status: StatusFile, text: String) {
        let path = "\(directory)/status.json"
        let data = try Self.read(path)
        let status = try Self(data: data, path: path)
        guard Self.isRunning(status.pid) else {
            throw .notRunning(
                "plex-activityd does not run: its process \(status.pid) is gone since \(status.writtenAt.printable()); "
                    + "journalctl -u plex-activityd says why")
        }
        if let age = status.age(at: Date()), age > Self.patience {
            throw .notRunning(
                "plex-activityd has not written its status for \(age.words) (process \(status.pid)): "
                    + "journalctl -u plex-activityd says why")
        }
        return (status, String(decoding: data, as: UTF8.self))
    }

    /// Whether a process runs. A zombie does not count: its state in proc_pid_stat(5) is Z or X.
    private static func isRunning(_ pid: Int32) -> Bool {
        guard kill(pid, 0) == 0 || errno == EPERM else { return false }
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat"),
            // The name before the state may contain brackets and blanks.
            let bracket = data.lastIndex(of: UInt8(ascii: ")")),
            let state = data[bracket...].dropFirst(2).first
        else {
            return true
        }
        return state != UInt8(ascii: "Z") && state != UInt8(ascii: "X")
    }

    /// The bytes of the file, without any check.
    private static func read(_ path: String) throws(Failure) -> [UInt8] {
        guard unsafe access(path, R_OK) == 0 else {
            let number = errno
            if number == ENOENT || number == ENOTDIR {
                throw .notRunning("plex-activityd does not run: there is no \(path)")
            }
            throw .forbidden("\(path) may not be read: run as root")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .notRunning("plex-activityd does not run: there is no \(path)")
        }
        return Array(data)
    }

    /// The status in these bytes.
    ///
    /// - Parameter path: the path of the file, for the error.
    init(data: [UInt8], path: String) throws(Failure) {
        struct Layout: Decodable { var version: Int }
        let decoder = JSONDecoder()
        do {
            let layout = try decoder.decode(Layout.self, from: Data(data)).version
            guard layout == Self.currentVersion else {
                throw Failure.unreadable(
                    "\(path) has layout \(layout) and this program reads \(Self.currentVersion): "
                        + "use the plex-activityctl of the service's version")
            }
            self = try decoder.decode(Self.self, from: Data(data))
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .unreadable("\(path) has an unknown layout: use the plex-activityctl of the service's version")
        }
    }

    /// The age of the file; nil for an unreadable time. After a change of the clock it is 0 instead of negative.
    func age(at now: Date) -> Duration? {
        guard let date = try? Date(self.writtenAt, strategy: .iso8601) else { return nil }
        return .seconds(max(0, now.timeIntervalSince(date)))
    }
}

extension StatusFile.Failure: CustomStringConvertible {
    /// One sentence for the operator.
    var description: String {
        switch self {
        case .notRunning(let text), .forbidden(let text), .unreadable(let text): text
        }
    }
}
