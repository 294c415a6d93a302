// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The values of a `[safety]` table.
struct SafetyTable {
    /// The limits of every rule.
    var settings = SafetySettings()
    /// The always protected types that are no longer protected, in order.
    var unprotected: [ActivityType] = []
    /// The rules to arm, by name.
    var enforced: [String] = []
}

extension TableReader<SafetyKey> {
    /// The limits of every rule.
    ///
    /// - Parameter windows: the windows of all files.
    func safety(windows: Windows) -> SafetyTable {
        var safety = SafetyTable()
        safety.enforced = self.texts(.enforce, mayBeEmpty: true) ?? []
        safety.settings.maximumStopsPerHour =
            self.integer(.maximumStopsPerHour, in: 1...1_000) ?? safety.settings.maximumStopsPerHour
        let protected = Set(self.activityTypes(.protect) ?? [])
        let unprotected = self.activityTypes(.unprotect) ?? []
        for type in unprotected where protected.contains(type) {
            self.report(.unprotect, "\"\(type.rawValue)\" is under protect too; keep it in one of the two")
        }
        for type in unprotected where !SafetySettings.alwaysProtected.contains(type) && !protected.contains(type) {
            self.report(.unprotect, "\"\(type.rawValue)\" is not protected anyway", severity: .warning)
        }
        safety.settings.protectedTypes.formUnion(protected)
        safety.settings.protectedTypes.subtract(unprotected)
        safety.unprotected = Set(unprotected).intersection(SafetySettings.alwaysProtected).sorted()
        safety.settings.notDuring = self.windows(.notDuring, of: windows) ?? []
        if safety.settings.notDuring.contains(where: \.isOfServer) {
            self.report(.notDuring, "must name windows with hours; of = \"server\" is for [rule.when] alone")
            safety.settings.notDuring.removeAll(where: \.isOfServer)
        }
        if WeekTimes(during: [], notDuring: [safety.settings.notDuring]).isNever {
            self.report(.notDuring, "is open all week: no rule ever stops anything", severity: .warning)
        }
        return safety
    }
}
