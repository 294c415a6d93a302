// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// One piece of work in a scenario: its names, its start, its course, and its responses to stop requests.
package struct ActivityPlan: Hashable, Sendable {
    /// What starts the work.
    package enum Trigger: Hashable, Sendable {
        /// The clock, at this time after the start of the simulator.
        case time(Duration)
        /// `GET /library/sections/{id}/refresh` of its section.
        case sectionRefresh
        /// `POST /butler/{task}` of its task.
        case butlerTask
    }

    /// The response to a stop request.
    package enum StopResponse: Hashable, Sendable {
        /// 200, and the work stops after ``ActivityPlan/stopDelay``.
        case stop
        /// 200, and the work continues.
        case ignore
        /// This status with an HTML body, and the work continues.
        case status(Int)
    }

    /// The type of the work.
    package var type: ActivityType
    /// The titles in their order, spread evenly over the steps; `{n}` stands for the number of the run.
    package var titles: [String]
    /// The subtitles, likewise. In repeated work, each run shows one subtitle, and the next run the next one.
    package var subtitles: [String]
    /// The section of the work, in its Context.
    package var section: SectionID?
    /// The other members of its Context.
    package var context: [JSONValue.Member]
    /// The user of the work.
    package var userID: Int?
    /// The row's `cancellable`; nil leaves the attribute out.
    package var isCancellable: Bool?
    /// The uuid of the first run; nil derives it from the seed, as for all further runs.
    package var uuid: String?
    /// The number of copies that run at once.
    package var copies: Int
    /// What starts the work.
    package var trigger: Trigger
    /// The course of a run.
    package var course: Course
    /// The number of runs, one after the other; nil for no end.
    package var runs: Int?
    /// The time between two runs.
    package var pauseBetween: Duration
    /// The maintenance task of the work; nil for no task.
    package var butlerTask: ButlerTask.Name?
    /// The response to `DELETE /activities/{uuid}`; nil means a stop for cancellable work, and 400 for other work.
    package var onCancel: StopResponse?
    /// The response to `DELETE /library/sections/{id}/refresh` of its section.
    package var onSectionStop: StopResponse
    /// The response to `DELETE /butler/{task}` of its task.
    package var onButlerStop: StopResponse
    /// The time from an accepted stop request to the stop.
    package var stopDelay: Duration

    /// Work with these values; by default it starts at once and runs once.
    package init(
        type: ActivityType,
        titles: [String] = [],
        subtitles: [String] = [],
        section: SectionID? = nil,
        context: [JSONValue.Member] = [],
        userID: Int? = 1,
        isCancellable: Bool? = false,
        uuid: String? = nil,
        copies: Int = 1,
        trigger: Trigger = .time(.zero),
        course: Course = Course(),
        runs: Int? = 1,
        pauseBetween: Duration = .zero,
        onCancel: StopResponse? = nil,
        onSectionStop: StopResponse = .stop,
        onButlerStop: StopResponse = .stop,
        stopDelay: Duration = .zero
    ) {
        self.type = type
        self.titles = titles
        self.subtitles = subtitles
        self.section = section
        self.context = context
        self.userID = userID
        self.isCancellable = isCancellable
        self.uuid = uuid
        self.copies = copies
        self.trigger = trigger
        self.course = course
        self.runs = runs
        self.pauseBetween = pauseBetween
        self.butlerTask = type.butlerTask
        self.onCancel = onCancel
        self.onSectionStop = onSectionStop
        self.onButlerStop = onButlerStop
        self.stopDelay = stopDelay
    }
}
