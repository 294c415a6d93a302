// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ActivityMatch {
    /// Each part that is given, judged on an activity, with texts that are safe to print.
    ///
    /// - Parameter showsTitles: whether titles and subtitles, which name media, may be shown.
    func predicates(for candidate: Candidate, _ wildcards: Wildcards, showsTitles: Bool) -> [Predicate] {
        Part.allCases.filter(self.asks(for:)).map { part in
            Predicate(
                condition: part.rawValue,
                value: self.value(of: part, for: candidate, showsTitles: showsTitles)?.printable(limit: 120),
                threshold: self.wanted(in: part).joined(separator: ", ").printable(limit: 240),
                truth: self.truth(of: part, for: candidate, wildcards))
        }
    }

    /// What the activity has where a part asks; nil where it is not known.
    private func value(of part: Part, for candidate: Candidate, showsTitles: Bool) -> String? {
        let activity = candidate.activity
        switch part {
        case .uuid: return activity.id.rawValue
        case .server: return candidate.server
        case .type: return activity.type.rawValue
        case .title where activity.title.isEmpty: return nil
        case .title: return showsTitles ? activity.title : "(hidden)"
        case .subtitle: return showsTitles ? activity.subtitle : "(hidden)"
        case .section:
            guard let section = activity.sectionID else { return nil }
            return candidate.libraries.names[section].flatMap { $0.isEmpty ? nil : $0 } ?? section.rawValue
        case .user: return activity.userID.map(String.init)
        case .cancellable: return activity.isCancellable.map { $0 ? "true" : "false" }
        }
    }

    /// What a part asks for, as the configuration writes it.
    private func wanted(in part: Part) -> [String] {
        switch part {
        case .uuid: self.uuids.map(\.rawValue).sorted()
        case .server: self.servers.map(\.pattern)
        case .type: self.types.map(\.pattern)
        case .title: self.titles.map(\.pattern)
        case .subtitle: self.subtitles.map(\.pattern)
        case .section: self.sections
        case .user: self.users.map(String.init)
        case .cancellable: self.cancellable.map { [$0 ? "true" : "false"] } ?? []
        }
    }
}
