// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import PlexModel

/// Finds the activity that a person names by its uuid, or by a unique beginning of its uuid.
enum ActivityChoice {
    /// An activity that the person can mean.
    struct Candidate: Hashable {
        /// The server's configured name.
        var server: String
        /// The uuid.
        var uuid: String
        /// The type.
        var type: String
        /// The title; nil where titles are hidden.
        var title: String?

        /// An activity from the service's status.
        init(_ activity: ActivityStatus, on server: String) {
            self.server = server
            self.uuid = activity.uuid
            self.type = activity.type
            self.title = activity.title
        }

        /// An activity from a server's answer.
        init(_ activity: Activity, on server: String, showsTitle: Bool) {
            self.server = server
            self.uuid = activity.id.rawValue
            self.type = activity.type.rawValue
            self.title = showsTitle ? activity.title : nil
        }
    }

    /// Why the choice fails.
    enum Failure: Error, Hashable {
        /// No uuid begins with this text.
        case none(String)
        /// Several uuids begin with the text.
        case several([Candidate])
    }

    /// The activity with this uuid, or else the only one whose uuid begins with the text.
    static func choose(_ text: String, among candidates: [Candidate]) throws(Failure) -> Candidate {
        let exact = candidates.filter { $0.uuid == text }
        let found = exact.isEmpty && !text.isEmpty ? candidates.filter { $0.uuid.hasPrefix(text) } : exact
        guard let first = found.first else { throw .none(text) }
        guard found.count == 1 else { throw .several(found) }
        return first
    }
}

extension ActivityChoice.Failure: CustomStringConvertible {
    /// The message for the operator; several candidates have a line each.
    var description: String {
        switch self {
        case .none(let text):
            return "no activity has a uuid that begins with \(text.printable(limit: 64)): "
                + "plex-activityctl list shows the activities"
        case .several(let candidates):
            let lines = candidates.prefix(20).map { candidate in
                let title = candidate.title.map { ": \(ScreenText.line($0, limit: 80))" } ?? ""
                return "  \(ScreenText.line(candidate.uuid, limit: 128)) on \(candidate.server.printable(limit: 64)) "
                    + "(\(ScreenText.line(candidate.type, limit: 64)))\(title)"
            }
            let more = candidates.count > 20 ? ["  and \(candidates.count - 20) more"] : []
            let heading = "the uuids of \(candidates.count) activities begin so; give more of the uuid:"
            return ([heading] + lines + more).joined(separator: "\n")
        }
    }

    /// The exit code.
    var exitCode: ExitCode {
        switch self {
        case .none: ControlExit.foundProblem
        case .several: ControlExit.usage
        }
    }
}
