// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import PlexModel

/// Which activity a person means by a uuid, or by the beginning of one that no other activity's uuid has.
enum ActivityChoice {
    /// An activity that may be meant.
    struct Candidate: Hashable {
        /// The server's configured name.
        var server: String
        /// The uuid.
        var uuid: String
        /// The type.
        var type: String
        /// The title; nil where it is hidden.
        var title: String?

        /// An activity of a status.
        init(_ activity: ActivityStatus, on server: String) {
            self.server = server
            self.uuid = activity.uuid
            self.type = activity.type
            self.title = activity.title
        }

        /// An activity of a server's answer.
        init(_ activity: Activity, on server: String, showsTitle: Bool) {
            self.server = server
            self.uuid = activity.id.rawValue
            self.type = activity.type.rawValue
            self.title = showsTitle ? activity.title : nil
        }
    }

    /// Why no activity can be chosen.
    enum Failure: Error, Hashable {
        /// No activity has such a uuid.
        case none(String)
        /// Several have.
        case several([Candidate])
    }

    /// The one that is meant.
    static func choose(_ text: String, among candidates: [Candidate]) throws(Failure) -> Candidate {
        let exact = candidates.filter { $0.uuid == text }
        let found = exact.isEmpty && !text.isEmpty ? candidates.filter { $0.uuid.hasPrefix(text) } : exact
        guard let first = found.first else { throw .none(text) }
        guard found.count == 1 else { throw .several(found) }
        return first
    }
}

extension ActivityChoice.Failure: CustomStringConvertible {
    /// What to tell the operator; several lines where several activities come into question.
    var description: String {
        switch self {
        case .none(let text):
            return "no activity has a uuid that begins with \(text.printable(limit: 64)); "
                + "plex-activityctl list shows those that there are"
        case .several(let candidates):
            let lines = candidates.prefix(20).map { candidate in
                let title = candidate.title.map { ": \(ScreenText.line($0, limit: 80))" } ?? ""
                return "  \(ScreenText.line(candidate.uuid, limit: 128)) on \(candidate.server.printable(limit: 64)) "
                    + "(\(ScreenText.line(candidate.type, limit: 64)))\(title)"
            }
            let more = candidates.count > 20 ? ["  and \(candidates.count - 20) more"] : []
            return (["\(candidates.count) activities have a uuid that begins so:"] + lines + more).joined(
                separator: "\n")
        }
    }

    /// The exit code for it.
    var exitCode: ExitCode {
        switch self {
        case .none: ControlExit.foundProblem
        case .several: ControlExit.usage
        }
    }
}
