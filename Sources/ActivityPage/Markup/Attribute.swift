// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor

/// An attribute of an element. Only literals, numbers and texts for people become values: no address and no script.
package struct Attribute: Sendable {
    /// The attributes whose value may be a text from outside: browsers show or speak them, and never run them.
    package enum TextName: Sendable {
        /// The name that a screen reader speaks.
        case label
        /// A caption that appears on hover.
        case title
        /// The text in a field of a form.
        case value

        fileprivate var name: StaticString {
            switch self {
            case .label: "aria-label"
            case .title: "title"
            case .value: "value"
            }
        }
    }

    /// The name.
    let name: StaticString
    /// The value, not yet escaped; nil leaves the attribute out.
    let value: String?

    private init(_ name: StaticString, value: String?) {
        self.name = name
        self.value = value
    }

    /// An attribute with a literal value.
    package static func fixed(_ name: StaticString, _ value: StaticString) -> Self {
        Self(name, value: value.description)
    }

    /// An attribute with a literal value under a condition.
    package static func fixed(_ name: StaticString, _ value: StaticString, if condition: Bool) -> Self {
        Self(name, value: condition ? value.description : nil)
    }

    /// The `class` with literal names; nil names are left out.
    package static func `class`(_ names: StaticString?...) -> Self {
        let words = names.compactMap(\.?.description)
        return Self("class", value: words.isEmpty ? nil : words.joined(separator: " "))
    }

    /// An attribute with a number of at most two places.
    package static func number(_ name: StaticString, _ value: Double) -> Self {
        Self(name, value: PercentText.text(of: value))
    }

    /// An attribute with a percentage of at most two places.
    package static func percent(_ name: StaticString, _ value: Double) -> Self {
        Self(name, value: PercentText.text(of: value) + "%")
    }

    /// An attribute with a text for people.
    package static func text(_ name: TextName, _ value: String) -> Self {
        Self(name.name, value: value.printable(limit: Markup.textLimit))
    }

    /// An attribute that names an element by a literal and a number, such as `id="day-3"`.
    package static func identifier(_ name: StaticString, _ prefix: StaticString, _ number: Int) -> Self {
        Self(name, value: "\(prefix)\(number)")
    }

    /// A link to an element of the same page.
    package static func link(to prefix: StaticString, _ number: Int) -> Self {
        Self("href", value: "#\(prefix)\(number)")
    }

    /// A link to a fixed place.
    package static func link(_ place: StaticString) -> Self {
        Self("href", value: place.description)
    }

    /// A link to the page of a server. Every byte but letters, digits, `-` and `_` is percent-encoded (RFC 3986, 2.1).
    static func link(server name: String) -> Self {
        let encoded = name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return Self("href", value: "/server/" + encoded.joined())
    }

    /// The machine's form of a time, for `<time>`.
    static func moment(_ text: String) -> Self {
        Self("datetime", value: text)
    }
}

extension Attribute {
    /// The points of a line, each with at most two places.
    static func points(_ points: [(x: Double, y: Double)]) -> Self {
        let texts = points.map { "\(PercentText.text(of: $0.x)),\(PercentText.text(of: $0.y))" }
        return Self("points", value: texts.joined(separator: " "))
    }
}
