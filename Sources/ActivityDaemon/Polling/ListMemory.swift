// SPDX-License-Identifier: Apache-2.0
import PlexClient
import PlexModel

/// The last list of activities of a server.
struct ListMemory: Sendable {
    /// The bytes of the list; nil before the first.
    private(set) var body: ActivitiesBody?
    /// The list; nil before the first.
    private(set) var snapshot: ActivitySnapshot?
    private var isIncomplete = false

    /// No list so far.
    init() {}

    /// A change between complete and incomplete lists, which people are told once.
    enum Turn: Hashable, Sendable {
        /// The lists have become incomplete.
        case incomplete(ActivitySnapshot)
        /// The lists are complete again.
        case complete
    }

    /// Whether an answer names no activity of the list before.
    func isReplaced(by content: ActivitiesContent) -> Bool {
        guard case .changed(let next, _) = content, let last = self.snapshot, !last.activities.isEmpty else {
            return false
        }
        let known = Set(last.activities.map(\.id))
        return !next.activities.contains { known.contains($0.id) }
    }

    /// Forgets the list: the next one is compared with nothing.
    mutating func forget() {
        self.body = nil
        self.snapshot = nil
    }

    /// Notes the content of an answer.
    ///
    /// - Returns: The list that the answer stands for; nil for an unchanged list without a list before.
    mutating func note(_ content: ActivitiesContent) -> ActivitySnapshot? {
        if case .changed(let snapshot, let body) = content {
            self.body = body
            self.snapshot = snapshot
        }
        return self.snapshot
    }

    /// Notes whether a list is complete, and says where that differs from the list before.
    mutating func noteCompleteness(of snapshot: ActivitySnapshot) -> Turn? {
        guard snapshot.isComplete == self.isIncomplete else { return nil }
        self.isIncomplete.toggle()
        return self.isIncomplete ? .incomplete(snapshot) : .complete
    }
}
