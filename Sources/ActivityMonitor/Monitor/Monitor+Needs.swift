// SPDX-License-Identifier: Apache-2.0

extension Monitor {
    /// Whether a rule asks for the maintenance hours of the servers. Only then must the shell read them.
    package var needsMaintenanceHours: Bool {
        self.rules.contains { $0.rule.conditions.contains(where: \.needsMaintenanceHours) }
    }
}
