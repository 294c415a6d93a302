// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The end of an activity that a request on its way covers is told when the answer shows whether the request was sent.
extension StopEngine {
    /// Keeps the end of an activity whose request has no answer yet.
    ///
    /// - Returns: whether there is such a request; otherwise the end can be told.
    mutating func holdEnd(of tracked: TrackedActivity) -> Bool {
        guard let request = tracked.request?.request, self.inFlight[request] != nil else { return false }
        self.heldEnds[request, default: []].append(tracked)
        return true
    }

    /// What has ended and need not wait any more.
    mutating func takeReleasedEnds() -> [TrackedActivity] {
        defer { self.releasedEnds = [] }
        return self.releasedEnds
    }

    /// What has ended and waits for an answer that will not be waited for, in the order of the requests.
    mutating func takeHeldEnds() -> [TrackedActivity] {
        defer { self.heldEnds = [:] }
        return self.heldEnds.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// The end of an activity that waits for an answer and cannot wait any more, as its uuid is there again.
    mutating func takeHeldEnd(of id: ActivityID) -> TrackedActivity? {
        for (request, ends) in self.heldEnds {
            guard let place = ends.firstIndex(where: { $0.activity.id == id }) else { continue }
            var tracked = ends[place]
            tracked.request?.mayBeUnsent = true
            self.heldEnds[request]?.remove(at: place)
            return tracked
        }
        return nil
    }

    /// Takes back what was noted of a request, for it was not sent: an earlier request that was may still be what an
    /// activity ends of.
    mutating func unmark(_ sending: StopOperation.Sending, _ tracker: inout ServerTracker) {
        for mark in sending.marks {
            if tracker.activities[mark.activity]?.request == mark.mark {
                tracker.activities[mark.activity]?.request = mark.before
            } else if let later = tracker.activities[mark.activity]?.request {
                self.forget(mark, under: later)
            }
        }
        for var tracked in self.heldEnds.removeValue(forKey: sending.request) ?? [] {
            tracked.request = sending.marks.first { $0.activity == tracked.activity.id }?.before
            if !self.holdEnd(of: tracked) { self.releasedEnds.append(tracked) }
        }
        for (request, ends) in self.heldEnds {
            for tracked in ends {
                guard let mark = sending.marks.first(where: { $0.activity == tracked.activity.id }),
                    let later = tracked.request, later.request == request
                else {
                    continue
                }
                self.forget(mark, under: later)
            }
        }
    }

    /// Lets a later request that has no answer yet not fall back on one that was not sent.
    private mutating func forget(_ mark: RequestMark, under later: CoveringRequest) {
        var later: CoveringRequest? = later
        while let request = later?.request, let index = self.inFlight[request].flatMap(self.index(of:)),
            case .sending(var sending) = self.operations[index].phase,
            let place = sending.marks.firstIndex(where: { $0.activity == mark.activity })
        {
            if sending.marks[place].before == mark.mark {
                sending.marks[place].before = mark.before
                self.operations[index].phase = .sending(sending)
                return
            }
            later = sending.marks[place].before
        }
    }
}
