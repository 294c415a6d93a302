// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
private import Glibc
private import Systemd

/// The pause file of a running service, and the pause in its `status.json`.
struct PauseRequest {
    /// How long the service may take to read the file; it looks once a second.
    static let patience = Duration.seconds(5)

    /// Why a pause or resume failed, or is not confirmed yet.
    enum Failure: Error {
        /// The file cannot be written or removed.
        case file(FileFailure)
        /// No running service could confirm the change, so nothing was changed.
        case service(StatusFile.Failure)
        /// The file was changed, but the service has not confirmed it in time.
        case unnoticed(String)
        /// There is no pause to lift.
        case notPaused
    }

    /// The service's `$RUNTIME_DIRECTORY`.
    var directory: String

    /// Writes a pause that ends at this time, and returns when the service has confirmed it.
    func pause(until end: Date) async throws(Failure) -> String {
        let text = end.formatted(.iso8601)
        try self.requireService()
        do throws(FileFailure) {
            try WholeFile.replace(self.path, with: text + "\n")
        } catch {
            throw .file(error)
        }
        guard await self.awaitStatus({ $0 == text }) else {
            throw .unnoticed(
                "\(self.path) asks for a pause until \(text), but plex-activityd has not confirmed it within "
                    + "\(Self.patience.words): the pause holds as soon as it looks; plex-activityctl resume takes it back"
            )
        }
        return text
    }

    /// The pause file.
    private var path: String { "\(self.directory)/pause" }

    /// Whether the service can read the time from the file: after the year 2255, it would pause without an end.
    static func isReadable(_ end: Date) -> Bool {
        let microseconds = end.timeIntervalSince1970 * 1_000_000
        guard microseconds < 0x1p53 else { return false }
        return (try? Date(end.formatted(.iso8601), strategy: .iso8601)) != nil
    }

    /// Lifts the pause, and returns when the service has confirmed it.
    func resume() async throws(Failure) {
        let status = try self.requireService()
        if unsafe unlink(self.path) != 0 {
            let number = errno
            guard number == ENOENT else {
                throw .file(.forbidden("\(self.path) cannot be removed: \(ErrorNumber.text(number)); run as root"))
            }
            if status.pause == nil { throw .notPaused }
        }
        guard await self.awaitStatus({ $0 == nil }) else {
            throw .unnoticed(
                "\(self.path) is removed, but plex-activityd has not confirmed it within \(Self.patience.words): the "
                    + "pause ends as soon as it looks")
        }
    }

    @discardableResult
    private func requireService() throws(Failure) -> StatusFile {
        do throws(StatusFile.Failure) {
            return try StatusFile.ofRunningService(in: self.directory)
        } catch {
            throw .service(error)
        }
    }

    /// Waits until the pause in the status fulfils a condition; returns false after the time.
    private func awaitStatus(_ isAsWanted: (String?) -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            if let status = try? StatusFile.ofRunningService(in: self.directory) {
                // An older service may also write the file's line break.
                if isAsWanted(status.pause.map { String($0.prefix { !$0.isWhitespace }) }) { return true }
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
        return false
    }
}

extension PauseRequest.Failure: CustomStringConvertible {
    /// One sentence for the operator.
    var description: String {
        switch self {
        case .file(let failure): failure.description
        case .service(let failure): failure.description
        case .unnoticed(let text): ScreenText.line(text, limit: 1_000)
        case .notPaused: "plex-activityd is not paused: there is nothing to resume"
        }
    }

    /// The exit code for it.
    var exitCode: ExitCode {
        switch self {
        case .file(let failure): failure.exitCode
        case .service(let failure): failure.exitCode
        case .unnoticed: ControlExit.unavailable
        case .notPaused: ControlExit.foundProblem
        }
    }
}
