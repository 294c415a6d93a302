// SPDX-License-Identifier: Apache-2.0

extension TableReader<WindowKey> {
    /// The days of the week as `days` names them.
    static var days: [String] { ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }

    /// Reports what is wrong with a window.
    func checkWindow() {
        let from = self.minute(.from, latest: "23:59")
        let to = self.minute(.to, latest: "24:00")
        if let from, let to, from == to { self.report(.to, "must differ from \"from\": the window would be empty") }
        guard let days = self.texts(.days) else { return }
        for day in days where !Self.days.contains(day) {
            self.report(.days, "must be of \(Self.list(Self.days))\(Suggestion.hint(for: day, among: Self.days))")
            return
        }
        if Set(days).count < days.count { self.report(.days, "must name each day once") }
    }

    /// The minute of the day that a time such as `03:45` is, or nil where it is none.
    private func minute(_ key: WindowKey, latest: String) -> Int? {
        let message = "must be a time of day from \"00:00\" to \"\(latest)\", in quotes"
        guard let value = self.values[key.rawValue] else {
            self.reportMissing(key, "is required: \(message)")
            return nil
        }
        guard case .string(let text) = value, text.utf8.count == 5 else {
            self.report(key, message)
            return nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy((0x30...0x39).contains) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, text.utf8.elementsEqual(latest.utf8) || hour < 24
        else {
            self.report(key, message)
            return nil
        }
        return hour * 60 + minute
    }
}

extension TableReader {
    /// Checks a key that names windows, and refuses it: nothing acts on windows yet.
    func refuseWindows(_ key: Key, windows: Set<String>) {
        guard let names = self.texts(key, mayBeSingle: true) else { return }
        for name in names where !windows.contains(name) {
            self.report(
                key, "there is no [window.\(name)]\(Suggestion.hint(for: name, among: windows.sorted()))"
            )
            return
        }
        self.refuse(key)
    }

    /// Refuses a key that is known and right, but belongs to a later version: ignoring it would let a rule act where
    /// its author meant to hold it back.
    func refuse(_ key: Key) {
        self.report(key, "is not supported yet; remove it, or keep the file aside until a version that has it")
    }
}
