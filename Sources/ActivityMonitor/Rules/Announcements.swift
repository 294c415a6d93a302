// SPDX-License-Identifier: Apache-2.0

/// The announcements that a rule has made about a subject. Each is made once, until a condition stops holding.
package struct Announcements: Hashable, Codable, Sendable {
    /// The rule waits for its `for`.
    package var pending = false
    /// The rule acts, would act, or notifies.
    package var fired = false
    /// An unknown holds the rule back.
    package var undecided = false
}
