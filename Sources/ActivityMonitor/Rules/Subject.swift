// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The owner of a rule's clock on one server: a uuid or a kind, as the rule's scope says.
package enum Subject: Hashable, Comparable, Codable, Sendable {
    /// One activity.
    case activity(ActivityID)
    /// All activities of a kind, one after another.
    case kind(WorkKind)

    /// Orders activities by uuid and before kinds.
    package static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.activity(let left), .activity(let right)): left < right
        case (.kind(let left), .kind(let right)): left < right
        case (.activity, .kind): true
        case (.kind, .activity): false
        }
    }
}
