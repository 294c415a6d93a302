// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A piece of work that a script gives a machine. Each run of it is one activity with a uuid of its own.
struct Job: Hashable, Sendable {
    /// What of it changes while it runs.
    enum Pace: Hashable, Sendable {
        /// The progress grows by so many percent each time.
        case steady(every: Milliseconds, by: Double)
        /// Nothing changes, at this progress.
        case stuck(at: Double)
        /// The progress is unknown and nothing changes.
        case silent
        /// Of three looks, two see this progress and the third sees none; nothing changes.
        case blinking(at: Double, every: Milliseconds)
        /// The progress is unknown and the subtitle changes.
        case talking(every: Milliseconds)
        /// The progress stands still, and the title changes once.
        case renamed(after: Milliseconds, to: String)
    }

    /// What becomes of a run when it is asked to stop.
    enum Obedience: Hashable, Sendable {
        /// It ends so long after the request has arrived.
        case after(Milliseconds)
        /// It goes on.
        case never
    }

    /// Whether the work begins again with a new uuid when a run has ended.
    struct Return: Hashable, Sendable {
        /// How long after the end.
        var delay: Milliseconds
        /// How many times.
        var times: Int
    }

    /// The type.
    var type: ActivityType
    /// The section of a scan, by its key.
    var section: String?
    /// How long after its start a scan names its section.
    var sectionDelay: Milliseconds = 0
    /// The title.
    var title: String
    /// The subtitle.
    var subtitle: String = ""
    /// Whether the server offers to cancel it.
    var isCancellable: Bool?
    /// What changes.
    var pace: Pace
    /// How long a run takes; nil for one that goes on until it is stopped.
    var lifetime: Milliseconds?
    /// The progress that its last news tell; nil for the last one there was.
    var lastProgress: Double?
    /// What becomes of a run that is asked to stop.
    var obedience: Obedience = .after(0)
    /// Whether it begins again.
    var returning: Return?
}
