// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension TableReader<JournalKey> {
    /// How events are to be reported.
    func journal() -> JournalSettings {
        var settings = JournalSettings()
        settings.showsTitles = self.flag(.titles) ?? settings.showsTitles
        settings.progressInterval =
            self.duration(.progressInterval, in: .seconds(1) ... .hours(1)) ?? settings.progressInterval
        if let quiet = self.activityTypes(.quiet) { settings.quietTypes = Set(quiet) }
        return settings
    }
}

extension TableReader {
    /// A list of types of activities, possibly empty. One that is not known but resembles one that is, is pointed
    /// out: a newer server may have it, but a slip of the pen is more likely.
    func activityTypes(_ key: Key) -> [ActivityType]? {
        guard let names = self.texts(key, mayBeEmpty: true) else { return nil }
        for name in names {
            guard !Glob(name).hasWildcard else {
                self.report(key, "must spell every type out; wildcards have no meaning here")
                return nil
            }
            self.warnOfUnknownType(name, key)
        }
        return names.map { ActivityType($0) }
    }

    /// Points out a type that is not known but resembles one that is.
    func warnOfUnknownType(_ name: String, _ key: Key) {
        guard !ActivityType(name).isKnown, let near = Suggestion.nearestType(to: name) else { return }
        self.report(key, "no such type; did you mean \(near.rawValue)", severity: .warning)
    }
}
