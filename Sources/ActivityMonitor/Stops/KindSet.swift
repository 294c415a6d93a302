// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Kinds of work that are asked whether one of them may be a given kind. However many there are, a question costs the
/// same.
struct KindSet: Hashable, Sendable {
    private var kinds: Set<WorkKind> = []
    private var types: Set<ActivityType> = []
    /// The types of the kinds that have not named their section.
    private var unnamedTypes: Set<ActivityType> = []

    /// A set of these kinds.
    init(_ kinds: some Sequence<WorkKind> = []) { self.formUnion(kinds) }

    /// Adds kinds.
    mutating func formUnion(_ kinds: some Sequence<WorkKind>) {
        for kind in kinds {
            self.kinds.insert(kind)
            self.types.insert(kind.type)
            if !kind.isWhole { self.unnamedTypes.insert(kind.type) }
        }
    }

    /// Whether one of the kinds may be the same work; see ``WorkKind/mayBe(_:)``.
    func mayContain(_ kind: WorkKind) -> Bool {
        kind.isWhole
            ? self.kinds.contains(kind) || self.unnamedTypes.contains(kind.type) : self.types.contains(kind.type)
    }
}
