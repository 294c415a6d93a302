// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel
import ServiceFiles

/// Tells a running service of a request before it is sent, so that the service tells the end after it as what it is.
///
/// Only root and the service may write in the service's directory. Without a service, or without the right to write
/// there, nothing is told, and the stop goes on.
struct ServiceNotice {
    /// How long the service may take to read the note; it looks once a second.
    static let patience = Duration.seconds(3)

    /// The service's `$RUNTIME_DIRECTORY`.
    let directory: String

    /// Tells of a request, or that it was not sent after all, and returns when the service has read it or `patience` has
    /// passed.
    func tell(_ request: ManualRequest, to server: String) async {
        guard (try? StatusFile(directory: self.directory).readRunning()) != nil else { return }
        let file = ManualRequestFile(directory: self.directory)
        // Another person's note may wait.
        await self.awaitRemoval(of: file)
        let note = ManualRequestNote(
            server: server, remedy: request.remedy.kind, target: request.remedy.target,
            victim: request.victim.rawValue, isWithdrawn: request.isWithdrawn)
        guard (try? file.write(note)) != nil else { return }
        await self.awaitRemoval(of: file)
    }

    private func awaitRemoval(of file: ManualRequestFile) async {
        let deadline = ContinuousClock.now + Self.patience
        while file.isThere, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(50))
        }
    }
}
