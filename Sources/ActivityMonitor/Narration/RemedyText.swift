// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Remedy {
    /// The effect of the remedy, in words: `stop the scan of section 2 (TV)`.
    func words(sectionNames: [SectionID: String]) -> String {
        switch self {
        case .cancelActivity:
            return "cancel the activity"
        case .stopSectionRefresh(let section):
            let name = sectionNames[section].map { " (\($0.printable(limit: 64)))" } ?? ""
            return "stop the scan of section \(section.rawValue.printable(limit: 16))\(name)"
        case .stopButlerTask(let task):
            return "stop the task \(task.rawValue)"
        }
    }
}

extension RemedyKind {
    /// What an activity must be for the remedy to apply, in words: `a library.update.section`.
    package var requirement: String {
        switch self {
        case .cancelActivity: "an activity that the server offers to cancel"
        case .stopSectionRefresh: "a library.update.section"
        case .stopButlerTask: "a media.generate type with a task"
        }
    }
}
