// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// If an activity ends while a request for it is unanswered, its end is told after the answer. The answer shows whether
/// the request was sent.
extension StopEngine {
    /// Keeps the end of an activity whose request has no answer yet.
    ///
    /// - Returns: whether such a request exists; otherwise the end can be told now.
    mutating func holdEnd(of tracked: TrackedActivity) -> Bool {
        guard let request = tracked.request?.request, self.inFlight[request] != nil else { return false }
        self.heldEnds[request, default: []].append(tracked)
        return true
    }

    /// Takes the ended activities that no longer wait for an answer.
    mutating func takeReleasedEnds() -> [TrackedActivity] {
        defer { self.releasedEnds = [] }
        return self.releasedEnds
    }

    /// Takes all ended activities that wait for an answer, in the order of the requests.
    mutating func takeHeldEnds() -> [TrackedActivity] {
        defer { self.heldEnds = [:] }
        return self.heldEnds.sorted { $0.key < $1.key }.flatMap(\.value)
    }

    /// The activities whose ends wait for an answer.
    var heldIDs: Set<ActivityID> { Set(self.heldEnds.values.joined().lazy.map(\.activity.id)) }

    /// The end of an activity that waits for an answer, taken out because its uuid is there again.
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

    /// Takes back the notes of a request that was not sent, and restores the notes of earlier requests.
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

    /// Removes a request that was not sent from the chain of earlier notes of a later, unanswered request.
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

extension StopEngine {
    /// The targets of the last requests of all operations. What a request asked for may end at any time up to the end of
    /// its operation, also between two attempts.
    var lastRemedies: [Remedy] { self.operations.compactMap { $0.openRemedy ?? $0.record.heard?.remedy } }
}
