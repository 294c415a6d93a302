// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// `queue-still-for`: no other work of the activity's type has moved on its server for at least this long, or the
/// activity itself has moved once.
///
/// Plex lists scans that wait for their turn at 0 percent, like scans that hang. A scan that has never moved may wait
/// while another one moves; one that has moved has had its turn.
package struct QueueStillFor: ConditionDefinition {
    /// The upper bound is how long ``PastRuns`` remembers work that has ended.
    static let field = ConditionField("queue-still-for", .duration(.seconds(1)...PastRuns.period))

    /// The least time.
    package let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(_ values: ConditionValues) {
        guard let duration = values.duration(Self.field) else { return nil }
        self.init(duration)
    }

    var values: ConditionValues { [Self.field: .duration(self.duration)] }
    var condition: Condition { .queueStillFor(self) }
    var threshold: Duration? { self.duration }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        let tracked = activity.tracked
        if tracked.hasMoved { return Judgement("past, as it has moved", self.duration.text, .yes) }
        guard tracked.activity.progress != .unknown else {
            return Judgement(nil, self.duration.text, .unknown("the server gives no progress, and no text has changed"))
        }
        guard let still = evaluator.queueStill(of: tracked.activity.type) else {
            return Judgement("all the time", self.duration.text, .yes)
        }
        return Judgement(still.text, self.duration.text, Truth(still >= self.duration))
    }

    func remaining(for activity: JudgedActivity, by evaluator: RuleEvaluator) -> Duration? {
        guard !activity.tracked.hasMoved else { return nil }
        return evaluator.queueStill(of: activity.tracked.activity.type).map { self.duration - $0 }
    }
}

extension Condition {
    /// `queue-still-for` with this time.
    package static func queueStillFor(_ duration: Duration) -> Condition { QueueStillFor(duration).condition }
}
