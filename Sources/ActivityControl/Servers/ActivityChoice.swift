// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import PlexModel

/// Finds the activity that a person names: by its uuid, by the beginning of its uuid or title, or by its library.
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
        /// The key of the library; nil for none, or for an unknown one.
        var sectionKey: String?
        /// The name of the library; nil for none, or where names are unknown.
        var sectionName: String?

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
            self.sectionKey = activity.sectionID?.rawValue
        }

        /// The activity for a question: its title, type and library. Not safe to print.
        var words: String {
            let library = self.sectionName ?? self.sectionKey.map { "section \($0)" }
            let details = ([self.type] + [library].compactMap(\.self)).joined(separator: ", ")
            return self.title.map { $0.isEmpty ? details : "\($0) (\(details))" } ?? details
        }
    }

    /// Why the choice fails.
    enum Failure: Error, Hashable {
        /// No uuid begins with this text.
        case none(String)
        /// No activity is about this library.
        case noneOf(section: String)
        /// Several activities fit.
        case several([Candidate])
    }

    /// The only activity of a library, named by its key or by its name without regard to case.
    static func choose(section: String, among candidates: [Candidate]) throws(Failure) -> Candidate {
        let wanted = section.lowercased()
        let found = candidates.filter { $0.sectionKey == section || $0.sectionName?.lowercased() == wanted }
        guard let first = found.first else { throw .noneOf(section: section) }
        guard found.count == 1 else { throw .several(found) }
        return first
    }

    /// The only activity that a text names: by its whole uuid, else by the beginning of its uuid, by its title, or by
    /// the beginning of its title. Titles are compared without regard to case.
    static func choose(_ text: String, among candidates: [Candidate]) throws(Failure) -> Candidate {
        let wanted = text.lowercased()
        let ways: [(Candidate) -> Bool] = [
            { $0.uuid == text }, { $0.uuid.hasPrefix(text) }, { $0.title?.lowercased() == wanted },
            { $0.title?.lowercased().hasPrefix(wanted) == true },
        ]
        var found: [Candidate] = []
        for isMeant in ways where found.isEmpty && !text.isEmpty { found = candidates.filter(isMeant) }
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
            return "no activity has a uuid or title that begins with \(text.printable(limit: 64)): "
                + "plex-activityctl list shows the activities"
        case .noneOf(let section):
            return "no activity is about a library called \(section.printable(limit: 64)): "
                + "plex-activityctl list shows the activities"
        case .several(let candidates):
            let lines = candidates.prefix(20).map { candidate in
                let title = candidate.title.map { ": \(ScreenText.line($0, limit: 80))" } ?? ""
                return "  \(ScreenText.line(candidate.uuid, limit: 128)) on \(candidate.server.printable(limit: 64)) "
                    + "(\(ScreenText.line(candidate.type, limit: 64)))\(title)"
            }
            let more = candidates.count > 20 ? ["  and \(candidates.count - 20) more"] : []
            let heading = "\(candidates.count) activities fit; give more of the uuid:"
            return ([heading] + lines + more).joined(separator: "\n")
        }
    }

    /// Whether no activity fits.
    var isAboutNothing: Bool {
        switch self {
        case .none, .noneOf: true
        case .several: false
        }
    }

    /// The exit code.
    var exitCode: ExitCode {
        switch self {
        case .none, .noneOf: ControlExit.foundProblem
        case .several: ControlExit.usage
        }
    }
}
