// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
private import Glibc

/// The pause file of a running service, and what the service says of it in `status.json`.
struct PauseRequest {
    /// How long the service may take to see the file: it looks once a second.
    static let patience = Duration.seconds(5)

    /// Why the service cannot be paused or resumed.
    enum Failure: Error {
        /// The file cannot be written or removed.
        case forbidden(String)
        /// There is no service to take notice of it.
        case notRunning(String)
    }

    /// The service's `$RUNTIME_DIRECTORY`.
    var directory: String

    /// Asks for a pause that ends at this time, and returns when the service has taken notice.
    func pause(until end: Date) async throws(Failure) -> String {
        let text = end.formatted(.iso8601)
        try self.requireService()
        // Beside it first, and then in its place: the service never sees half a time.
        let temporary = "\(self.directory)/.pause.request"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data((text + "\n").utf8), attributes: [.posixPermissions: 0o644]),
            unsafe rename(temporary, "\(self.directory)/pause") == 0
        else {
            throw .forbidden("\(self.directory)/pause cannot be written: run as root")
        }
        try await self.awaitStatus { $0 == text }
        return text
    }

    /// Lifts the pause, and returns when the service has taken notice.
    func resume() async throws(Failure) {
        try self.requireService()
        guard unsafe unlink("\(self.directory)/pause") == 0 || errno == ENOENT else {
            throw .forbidden("\(self.directory)/pause cannot be removed: run as root")
        }
        try await self.awaitStatus { $0 == nil }
    }

    /// What is of interest in `status.json`.
    private struct Status: Decodable {
        var pause: String?
    }

    private func requireService() throws(Failure) {
        guard FileManager.default.fileExists(atPath: "\(self.directory)/status.json") else {
            throw .notRunning("there is no \(self.directory)/status.json: plex-activityd does not run")
        }
    }

    private func awaitStatus(_ isAsWanted: (String?) -> Bool) async throws(Failure) {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            guard let data = FileManager.default.contents(atPath: "\(self.directory)/status.json") else {
                throw .forbidden("\(self.directory)/status.json cannot be read: run as root")
            }
            if let status = try? JSONDecoder().decode(Status.self, from: data) {
                let pause = status.pause.map { String($0.prefix { !$0.isWhitespace }) }
                if isAsWanted(pause) { return }
            }
            try? await Task.sleep(for: .milliseconds(100))
        }
        throw .notRunning("plex-activityd has not taken notice within \(Self.patience): does it run?")
    }
}

extension PauseRequest.Failure: CustomStringConvertible {
    /// One sentence for the operator.
    var description: String {
        switch self {
        case .forbidden(let text), .notRunning(let text): text
        }
    }
}
