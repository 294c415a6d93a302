// SPDX-License-Identifier: Apache-2.0

/// What restrains stopping on one server: cooldowns, budgets and breakers, all of them on the clock.
package struct Restraint: Codable, Hashable, Sendable {
    /// An empty one: nothing restrains.
    package init() {}
}
