// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The same work, whatever its uuid: the type and, where known, the section; on one server.
package struct WorkKind: Hashable, Comparable, Codable, Sendable {
    /// The type.
    package var type: ActivityType
    /// The section; nil where the type carries none or the activity has not named it yet.
    package var section: SectionID?

    /// The kind of these.
    package init(type: ActivityType, section: SectionID?) {
        self.type = type
        self.section = section
    }

    /// The kind of an activity.
    package init(of activity: Activity) {
        self.init(type: activity.type, section: activity.sectionID)
    }

    /// Whether nothing is missing: an activity of a type that carries a section has named it.
    package var isWhole: Bool { self.section != nil || !self.type.carriesSection }

    /// Whether it may be the same work, as far as is known: one that has not named its section yet may be of any.
    package func mayBe(_ other: WorkKind) -> Bool {
        self.type == other.type && (self.section == other.section || !self.isWhole || !other.isWhole)
    }

    /// Orders by type, then by section, one without first.
    package static func < (left: Self, right: Self) -> Bool {
        guard left.type == right.type else { return left.type < right.type }
        switch (left.section, right.section) {
        case (nil, let section): return section != nil
        case (_, nil): return false
        case (let left?, let right?): return left < right
        }
    }
}
