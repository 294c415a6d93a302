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
    /// A list of types, possibly empty. Warns of an unknown type that resembles a known one: a typing mistake is more
    /// likely than a new type.
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

    /// Warns of an unknown type that resembles a known one.
    func warnOfUnknownType(_ name: String, _ key: Key) {
        guard !ActivityType(name).isKnown, let near = Suggestion.nearestType(to: name) else { return }
        self.report(key, "no such type; did you mean \(near.rawValue)", severity: .warning)
    }
}
