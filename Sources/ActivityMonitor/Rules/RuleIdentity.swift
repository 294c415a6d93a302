// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Rule {
    /// The identity of the rule: its resolved definition without description and file.
    ///
    /// Clocks and memories belong to an identity. A rule with a new identity starts without them.
    func identity(under safety: SafetySettings) -> String {
        let parts = [
            "scope=\(self.scope.rawValue)",
            "match=\(self.match.canonicalText)",
            "except=\(self.exceptions.map(\.canonicalText).joined(separator: "|"))",
            "when=\(self.conditions.map(\.canonicalText).joined(separator: "|"))",
            "for=\(self.hold.wholeMicroseconds)",
            "do=\(self.mode) \(self.plan?.canonicalText ?? "")",
            "not-during=\(safety.notDuring.map(\.canonicalText).joined(separator: ","))",
            "protected=\(safety.protectedTypes.map(\.rawValue).sorted().joined(separator: ","))",
        ]
        return self.name + "/" + TextHash.digits(of: parts.joined(separator: "\n"), key: TextHash.Key(0, 0))
    }
}

extension ActivityMatch {
    /// The match as text that differs whenever the match does.
    fileprivate var canonicalText: String {
        let lists: [[String]] = [
            self.types.map(\.pattern), self.servers.map(\.pattern), self.titles.map(\.pattern),
            self.subtitles.map(\.pattern), self.sections, self.users.map(String.init),
            self.cancellable.map { [$0 ? "true" : "false"] } ?? [],
        ]
        let uuids = self.uuids.isEmpty ? [] : [self.uuids.map(\.rawValue).sorted()]
        return JSONValue.array((lists + uuids).map { .array($0.map(JSONValue.string)) }).text
    }
}

extension TimeWindow {
    /// The window as text that differs whenever the window does.
    var canonicalText: String {
        self.isOfServer
            ? "\(self.name) of server"
            : "\(self.name) \(self.from)-\(self.to) \(self.days.map(\.rawValue).sorted().joined(separator: "+"))"
    }
}

extension StopPlan {
    /// The plan as text that differs whenever the plan does.
    fileprivate var canonicalText: String {
        let remedies = self.remedies.map { $0.map(\.rawValue).joined(separator: ",") } ?? "by type"
        let bound = self.maximumPerHour.map(String.init) ?? "none"
        let agreed = self.agreed.map { " " + $0.rawValue }.sorted().joined()
        return "\(remedies) \(self.victims.rawValue) \(self.verifyWithin.wholeMicroseconds) \(self.attempts) "
            + "\(self.cooldown.wholeMicroseconds) \(bound)\(agreed)"
    }
}
