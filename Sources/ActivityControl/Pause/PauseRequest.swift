// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import ServiceFiles

/// The pause file of a running service, and the pause in its `status.json`.
struct PauseRequest {
    /// How long the service may take to read the file; it looks once a second.
    static let patience = Duration.seconds(5)

    /// Why a pause or resume failed, or is not confirmed yet.
    enum Failure: Error {
        /// The file cannot be written or removed.
        case file(FileFailure)
        /// There is no service whose status could say that it has taken notice: nothing was changed.
        case service(StatusFailure)
        /// What was asked for stands, and the service has not said in time that it has seen it.
        case unnoticed(String)
        /// There is no pause to lift.
        case notPaused
    }

    /// The service's `$RUNTIME_DIRECTORY`.
    var directory: String

    /// Asks for a pause that ends at this time, and returns when the service has taken notice.
    ///
    /// - Parameter end: A whole second, as the file holds no others.
    /// - Returns: The end as RFC 3339 has it.
    func pause(until end: WallTime) async throws(Failure) -> String {
        let text = end.text
        try self.requireService()
        do throws(FileError) {
            try self.file.write(.until(end))
        } catch {
            throw .file(.writing(self.path, number: error.number))
        }
        guard await self.awaitStatus({ $0 == .until(end) }) else {
            throw .unnoticed(
                "\(self.path) asks for a pause until \(text), but plex-activityd has not confirmed it within "
                    + "\(Self.patience.words): the pause holds as soon as it looks; plex-activityctl resume takes it back"
            )
        }
        return text
    }

    private var file: PauseFile { PauseFile(directory: self.directory) }
    private var path: String { self.file.path }

    /// Whether the service can read a time back from the file: after the year 2254 it pauses until somebody lifts it.
    static func isReadable(_ end: WallTime) -> Bool {
        WallTime(text: end.text) == end
    }

    /// Lifts the pause, and returns when the service has confirmed it.
    func resume() async throws(Failure) {
        let pause = try self.requireService()
        let wasThere: Bool
        do throws(FileError) {
            wasThere = try self.file.remove()
        } catch {
            let words = FileError.text(of: error.number)
            throw .file(.forbidden("\(self.path) cannot be removed: \(words); run as root"))
        }
        if !wasThere, pause == .none { throw .notPaused }
        guard await self.awaitStatus({ $0 == .none }) else {
            throw .unnoticed(
                "\(self.path) is removed, but plex-activityd has not confirmed it within \(Self.patience.words): the "
                    + "pause ends as soon as it looks")
        }
    }

    /// The pause of the service that runs.
    @discardableResult private func requireService() throws(Failure) -> Pause {
        do throws(StatusFailure) {
            return try StatusFile(directory: self.directory).readRunning().status.pause
        } catch {
            throw .service(error)
        }
    }

    /// Whether the status shows in time what is wanted.
    private func awaitStatus(_ isAsWanted: (Pause) -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            let status = try? StatusFile(directory: self.directory).readRunning().status
            if let status, isAsWanted(status.pause) { return true }
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
