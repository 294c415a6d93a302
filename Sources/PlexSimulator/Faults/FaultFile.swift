// SPDX-License-Identifier: Apache-2.0

extension Fault {
    /// Reads one `[[fault]]`.
    init(reader: TableReader) {
        self.init(
            Self.kind(of: reader),
            path: reader.string("path") ?? "*",
            method: reader.string("method")?.uppercased(),
            from: reader.duration("from") ?? .zero,
            until: reader.duration("until"),
            afterRequests: reader.integer("after-requests", in: 0...Int.max) ?? 0,
            requests: reader.integer("requests", in: 1...Int.max),
            afterMessages: reader.integer("after-messages", in: 0...Int.max) ?? 0,
            messages: reader.integer("messages", in: 1...Int.max)
        )
    }

    /// Reads the kind; only the keys of this kind are valid then.
    private static func kind(of reader: TableReader) -> Kind {
        switch reader.requiredString("kind") {
        case "status":
            if !reader.has("status") { reader.problem("status", "is required with kind = \"status\"") }
            return .status(
                reader.integer("status", in: 200...599) ?? 500,
                retryAfter: reader.duration("retry-after").map { Int($0.components.seconds) }
            )
        case "delay": return .delay(reader.duration("delay") ?? .seconds(5))
        case "hang": return .hang
        case "drip": return .drip(reader.duration("interval") ?? .seconds(1))
        case "truncate": return .truncate(bytes: reader.integer("bytes", in: 0...Int.max))
        case "oversized": return .oversized(mebibytes: reader.integer("mebibytes", in: 1...100_000) ?? 100)
        case "not-json": return .notJSON
        case "reset": return .reset
        case "redirect":
            return .redirect(
                status: reader.integer("status", in: 300...399) ?? 302,
                location: reader.requiredString("location")
            )
        case "wrong-types": return .wrongTypes
        case "raw":
            let times = reader.integer("body-repeat", in: 1...10_000_000) ?? 1
            return .raw(
                body: String(repeating: reader.requiredString("body"), count: times),
                contentType: reader.string("content-type") ?? "application/json"
            )
        case let other:
            if let fault = StreamFault(kind: other, reader: reader) { return .stream(fault) }
            reader.problem("kind", "must be \(Self.kinds), is \"\(other)\"")
            return .hang
        }
    }

    /// The kinds, for a problem's text.
    private static let kinds =
        "status, delay, hang, drip, truncate, oversized, not-json, reset, redirect, wrong-types or raw, and for streams "
        + "drop, stall, garble, duplicate, reorder, lag, no-pings, no-pongs, fragment or burst"
}

extension StreamFault {
    /// Reads a fault of a stream; nil for another kind.
    fileprivate init?(kind: String, reader: TableReader) {
        switch kind {
        case "drop": self = .drop(reader.word("how", ["end": .end, "close": .close, "reset": .reset]) ?? .close)
        case "stall": self = .stall
        case "garble": self = .garble(bytes: reader.integer("bytes", in: 1...1_000_000) ?? 8)
        case "duplicate": self = .duplicate(times: reader.integer("times", in: 2...1_000) ?? 2)
        case "reorder": self = .reorder(group: reader.integer("group", in: 2...1_000) ?? 2)
        case "lag": self = .lag(reader.duration("lag") ?? .seconds(5))
        case "no-pings": self = .noPings
        case "no-pongs": self = .noPongs
        case "fragment": self = .fragment(bytes: reader.integer("bytes", in: 1...1_000_000) ?? 16)
        case "burst":
            self = .burst(
                Burst(
                    perSecond: reader.integer("per-second", in: 1...1_000_000) ?? 1_000,
                    count: reader.integer("count", in: 1...Int.max),
                    uuid: reader.string("uuid")
                ))
        default: return nil
        }
    }
}
