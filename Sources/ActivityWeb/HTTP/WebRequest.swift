// SPDX-License-Identifier: Apache-2.0

/// A request that may be answered: a place, and the chosen filters.
struct WebRequest: Hashable, Sendable {
    /// Why a request is refused, with the status of the answer.
    enum Refusal: Error, Hashable, Sendable {
        /// The method is neither GET nor HEAD.
        case method
        /// The `Host` is missing, doubled, or none of this program's names.
        case host
        /// The target is no path, or too long.
        case target
        /// There is nothing at the path.
        case missing
        /// The request has a body.
        case body

        /// The status and its reason, of RFC 9110.
        var status: (code: Int, reason: String) {
            switch self {
            case .method: (405, "Method Not Allowed")
            case .host: (421, "Misdirected Request")
            case .target: (400, "Bad Request")
            case .missing: (404, "Not Found")
            case .body: (413, "Content Too Large")
            }
        }
    }

    /// What is asked for.
    enum Place: Hashable, Sendable {
        case now
        case server(String)
        case events
        case rules
        case report
        case style
        case script
        case live
        case status
        case eventList
        case activities
        case metrics
        case health
    }

    /// The longest target, in bytes.
    static let targetLimit = 2_048
    /// The most filters, and the longest filter in bytes.
    static let filterLimits = (count: 16, bytes: 256)

    /// What is asked for.
    var place: Place
    /// The filters of the query; the last of two with the same name counts.
    var filters: [String: String] = [:]
    /// Whether only the head of the answer is wanted.
    var isHead = false

    /// Reads a request line and the headers that matter.
    ///
    /// - Parameters:
    ///   - hosts: The values of all `Host` headers.
    ///   - names: The names of this program; a `Host` is one of them, with any port.
    init(
        method: String, target: String, hosts: [String], hasBody: Bool, names: Set<String>
    ) throws(Refusal) {
        guard hosts.count == 1, names.contains(Self.name(of: hosts[0])) else { throw .host }
        guard method == "GET" || method == "HEAD" else { throw .method }
        guard !hasBody else { throw .body }
        guard target.utf8.count <= Self.targetLimit, target.hasPrefix("/"), !target.hasPrefix("//") else {
            throw .target
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.segments(of: parts[0]) else { throw .target }
        guard let place = Self.place(path) else { throw .missing }
        guard let filters = parts.count == 2 ? Self.filters(of: parts[1]) : [:] else { throw .target }
        self.place = place
        self.filters = filters
        self.isHead = method == "HEAD"
    }

    /// A host without its port, in lower case: `[::1]:8321` and `Localhost` are `[::1]` and `localhost`.
    static func name(of host: String) -> String {
        let host = host.lowercased()
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
            let rest = host[host.index(after: end)...]
            return rest.isEmpty || Self.isPort(rest) ? String(host[...end]) : host
        }
        guard let colon = host.firstIndex(of: ":") else { return host }
        return Self.isPort(host[colon...]) ? String(host[..<colon]) : host
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.first == ":" && (1...5).contains(text.utf8.count - 1)
            && text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func place(_ path: [String]) -> Place? {
        if path.count == 2, path[0] == "server" { return .server(path[1]) }
        return switch path.joined(separator: "/") {
        case "": .now
        case "events": .events
        case "rules": .rules
        case "report": .report
        case "style.css": .style
        case "live.js": .script
        case "live": .live
        case "api/status": .status
        case "api/events": .eventList
        case "api/activities": .activities
        case "metrics": .metrics
        case "healthz": .health
        default: nil
        }
    }

    /// The decoded segments of a path; nil if one is empty, goes up, or holds a slash or a control character.
    private static func segments(of path: Substring) -> [String]? {
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if parts == [""] { return [] }
        var segments: [String] = []
        for part in parts {
            guard let text = Self.decoded(part, isForm: false), !text.isEmpty, text != ".", text != "..",
                !text.contains("/")
            else { return nil }
            segments.append(text)
        }
        return segments
    }

    private static func filters(of query: Substring) -> [String: String]? {
        var filters: [String: String] = [:]
        let parts = query.split(separator: "&")
        guard parts.count <= Self.filterLimits.count else { return nil }
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(pair[0], isForm: true),
                let value = pair.count == 2 ? Self.decoded(pair[1], isForm: true) : "",
                name.utf8.count <= Self.filterLimits.bytes, value.utf8.count <= Self.filterLimits.bytes
            else { return nil }
            filters[name] = value
        }
        return filters
    }

    /// A text without percent-encoding; nil for broken encoding, for what is not UTF-8, and for control characters.
    private static func decoded(_ text: Substring, isForm: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(Self.digit), let low = rest.popFirst().flatMap(Self.digit)
                else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where isForm: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        guard let decoded = String(validating: bytes, as: UTF8.self),
            decoded.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
