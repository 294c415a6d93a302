// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// One piece of work of a scenario: what it is called, when it starts, how it goes on, and how it takes being stopped.
package struct ActivityPlan: Hashable, Sendable {
    /// What lets it start.
    package enum Trigger: Hashable, Sendable {
        /// This time after the start of the simulator.
        case time(Duration)
        /// `GET /library/sections/{id}/refresh` of its section.
        case sectionRefresh
        /// `POST /butler/{task}` of its task.
        case butlerTask
    }

    /// How it answers a request to stop.
    package enum StopResponse: Hashable, Sendable {
        /// 200, and it stops after ``ActivityPlan/stopDelay``.
        case stop
        /// 200, and nothing happens.
        case ignore
        /// This status with an HTML body, and nothing happens.
        case status(Int)
    }

    /// What kind of work it is.
    package var type: ActivityType
    /// The titles it shows one after another, spread evenly over its steps; `{n}` stands for the number of the run.
    package var titles: [String]
    /// The subtitles likewise; where the work is repeated, each run shows the next one throughout.
    package var subtitles: [String]
    /// The section that it works on, named by its Context.
    package var section: SectionID?
    /// What else its Context holds.
    package var context: [JSONValue.Member]
    /// The user to whom it belongs.
    package var userID: Int?
    /// What the row says about being cancellable; nil leaves the attribute out.
    package var isCancellable: Bool?
    /// The uuid of the first run; nil derives one from the seed, as for all further runs.
    package var uuid: String?
    /// How many of it run side by side.
    package var copies: Int
    /// What lets it start.
    package var trigger: Trigger
    /// How it goes on once it has started.
    package var course: Course
    /// How many runs follow each other; nil means without end.
    package var runs: Int?
    /// How long it rests between two runs.
    package var pauseBetween: Duration
    /// The maintenance task that it belongs to; nil means that no task runs it.
    package var butlerTask: ButlerTask.Name?
    /// How it takes `DELETE /activities/{uuid}`; nil means: stops if it is cancellable, 400 if not.
    package var onCancel: StopResponse?
    /// How it takes `DELETE /library/sections/{id}/refresh` of its section.
    package var onSectionStop: StopResponse
    /// How it takes `DELETE /butler/{task}` of its task.
    package var onButlerStop: StopResponse
    /// How long it goes on after a request to stop that it obeys.
    package var stopDelay: Duration

    /// Work with these values; by default it starts at once and runs one time.
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
