// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Turns facts into events with a sentence and fields. It leaves out the texts that the administrator wants hidden.
///
/// It is the only place where decisions become English.
struct Narrator {
    /// The longest Context or Response that an event carries, in bytes.
    static let jsonLimit = 4_096

    /// How to replace the token, with the paths of the packages.
    static let replaceToken =
        "put the owner's token into /etc/plex-activityd/token, then run: systemctl restart plex-activityd"

    /// How to give the service a token, with the path of its file.
    static let setToken =
        "run plex-activityctl token set, which writes /etc/plex-activityd/token, and systemctl restart plex-activityd"

    /// The settings in force.
    let settings: MonitorSettings
    /// The server of the facts.
    let server: ServerLabel

    /// The event of a fact.
    static func event(of fact: ServerFact, _ settings: MonitorSettings) -> Event {
        Narrator(settings: settings, server: fact.server).event(of: fact.fact)
    }

    private func event(of fact: Fact) -> Event {
        switch fact {
        case .configurationLoaded: self.configurationLoaded()
        case .serverReachable: self.serverReachable()
        case .tokenLimited: self.tokenLimited()
        case .pollFailed(let failure, let news): self.pollFailed(failure, news)
        case .started(let tracked): self.started(tracked)
        case .progressed(let tracked): self.progressed(tracked)
        case .finished(let tracked): self.finished(tracked)
        case .lost(let tracked, let reason): self.lost(tracked, reason)
        case .rule(let fact): self.event(of: fact)
        case .stop(let fact): self.event(of: fact)
        case .breakerTripped(let reason, let rule, let tracked): self.breakerTripped(reason, rule: rule, tracked)
        }
    }

    /// An event about the server alone.
    func event(_ kind: EventKind, _ message: String, _ fields: [EventField] = []) -> Event {
        Event(kind: kind, message: message, fields: self.serverFields + fields + [self.generation])
    }

    /// An event about an activity.
    func event(
        _ kind: EventKind, about tracked: TrackedActivity, _ message: String, _ fields: [EventField] = []
    ) -> Event {
        let isQuiet =
            (kind == .started || kind == .finished)
            && self.settings.journal.quietTypes.contains(tracked.activity.type)
        return Event(
            kind: kind,
            priority: isQuiet ? .debug : nil,
            message: message,
            fields: self.serverFields + self.fields(of: tracked) + fields + [self.generation]
        )
    }

    /// The name of an activity in a message: its title, or its type if the title is hidden or empty.
    func name(of tracked: TrackedActivity) -> String { self.name(of: tracked.activity) }

    /// The name of an activity by its values.
    func name(of activity: Activity) -> String {
        guard self.settings.journal.showsTitles, !activity.title.isEmpty else {
            return activity.type.rawValue.printable(limit: 64)
        }
        return activity.title.printable(limit: 120)
    }

    /// The type and the section of an activity, in parentheses. The type is left out if it is already the name.
    func note(of tracked: TrackedActivity) -> String {
        let type = tracked.activity.type.rawValue.printable(limit: 64)
        let section = tracked.activity.sectionID.map { id in
            self.server.sectionNames[id]?.printable(limit: 64) ?? "section \(id.rawValue.printable(limit: 16))"
        }
        let parts = [self.name(of: tracked) == type ? nil : type, section].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    /// The fields of a rule.
    func fields(of rule: Rule) -> [EventField] {
        [
            EventField(.rule, rule.name), EventField(.ruleFile, rule.file.printable()),
            EventField(.ruleMode, rule.mode),
        ]
    }

    private var generation: EventField {
        EventField(.configurationGeneration, String(self.settings.generation))
    }

    private var serverFields: [EventField] {
        var fields = [EventField(.server, self.server.name)]
        guard let identity = self.server.identity else { return fields }
        fields.append(EventField(.serverID, identity.machineIdentifier.printable(limit: 128)))
        if let version = identity.version {
            fields.append(EventField(.serverVersion, version.printable(limit: 128)))
        }
        return fields
    }

    private func fields(of tracked: TrackedActivity) -> [EventField] {
        let activity = tracked.activity
        var fields = [
            EventField(.activityUUID, activity.id.rawValue.printable(limit: 128)),
            EventField(.activityType, activity.type.rawValue.printable(limit: 128)),
        ]
        if self.settings.journal.showsTitles {
            fields.append(EventField(.activityTitle, activity.title.printable()))
            fields.append(EventField(.activitySubtitle, activity.subtitle.printable()))
        } else {
            let hash =
                tracked.restoredTextHash ?? TextHash.digits(ofTextsOf: activity, key: self.settings.textHashKey)
            fields.append(EventField(.textHash, hash))
        }
        if let percentage = activity.progress.percentage {
            fields.append(EventField(.progress, PercentText.text(of: percentage)))
        }
        if let isCancellable = activity.isCancellable {
            fields.append(EventField(.cancellable, isCancellable ? "1" : "0"))
        }
        if let userID = activity.userID { fields.append(EventField(.userID, String(userID))) }
        if let section = activity.sectionID {
            fields.append(EventField(.sectionID, section.rawValue.printable(limit: 64)))
            if let name = self.server.sectionNames[section] { fields.append(EventField(.section, name.printable())) }
        }
        if let context = self.visible(activity.context, sectionOf: activity) {
            fields.append(EventField(.context, context))
        }
        if let response = self.visible(activity.response, sectionOf: nil) {
            fields.append(EventField(.response, response))
        }
        fields.append(EventField(.ageMicroseconds, String(tracked.age.total.wholeMicroseconds)))
        fields.append(EventField(.stalledMicroseconds, String(tracked.stalled.total.wholeMicroseconds)))
        return fields
    }

    /// A Context or Response as JSON. If titles are hidden or the JSON is too long for a field, only the section's key
    /// remains: other members may name items, and cut JSON is invalid.
    private func visible(_ value: JSONValue?, sectionOf activity: Activity?) -> String? {
        guard let value else { return nil }
        if self.settings.journal.showsTitles {
            let text = value.text
            if text.utf8.count <= Self.jsonLimit { return text.printable(limit: Self.jsonLimit) }
        }
        guard let section = activity?.sectionID?.rawValue.printable(limit: 64) else { return nil }
        return JSONValue.object([.init("librarySectionID", .string(section))]).text
    }
}

extension [Predicate] {
    /// The predicates as the field `PLEX_PREDICATES`.
    var field: EventField {
        EventField(.predicates, JSONValue.array(self.map(\.json)).text)
    }
}
