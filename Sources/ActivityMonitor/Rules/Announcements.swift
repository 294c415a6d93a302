// SPDX-License-Identifier: Apache-2.0

/// What a rule has said about a subject, so that it says each thing once until a condition stops holding.
package struct Announcements: Hashable, Codable, Sendable {
    /// That it waits for its `for`.
    package var pending = false
    /// That it acts, would act, or notifies.
    package var fired = false
    /// That an unknown holds it back.
    package var undecided = false
}
