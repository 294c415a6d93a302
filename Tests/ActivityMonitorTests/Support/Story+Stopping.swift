// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension Story {
    /// Shows the activities, and again a moment later, so that an armed rule that holds at once sends its request.
    mutating func decide(on activities: [Activity]) {
        self.poll(activities)
        self.look(at: activities)
    }

    /// The poll that is asked for before each request.
    mutating func look(at activities: [Activity]) {
        self.after(0.5)
        self.poll(activities)
    }

    /// The open request comes to this end, and the polls of the whole verification show these activities.
    mutating func verify(
        _ activities: [Activity], after outcome: RequestOutcome = .answered(status: 200), for seconds: Double = 60
    ) {
        self.after(0.5)
        self.answer(outcome)
        self.after(2)
        self.polls(until: self.seconds + seconds, every: 2, activities)
    }
}
