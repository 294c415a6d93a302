// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// An element of an answer. The server renders it as XML or, on request, as JSON.
struct MediaElement: Hashable, Sendable {
    /// The content of an element besides its attributes.
    enum Child: Hashable, Sendable {
        /// One element, an object in JSON.
        case object(MediaElement)
        /// A list of elements, an array in JSON. An empty list has no key, as on the real server.
        case rows(Rows)

        /// The name of the array in JSON; nil for an object.
        var listName: String? {
            guard case .rows(let rows) = self else { return nil }
            return rows.name
        }

        /// The name of the object; nil for a list.
        var objectName: String? {
            guard case .object(let element) = self else { return nil }
            return element.name
        }
    }

    /// A list of elements; in XML each element has a name, in JSON the list has one.
    struct Rows: Hashable, Sendable {
        /// The array's name in JSON.
        var name: String
        /// The elements.
        var rows: [MediaElement]
    }

    /// The element's name.
    var name: String
    /// The attributes, in order.
    var attributes: [JSONValue.Member] = []
    /// The child elements.
    var children: [Child] = []
}

extension MediaElement {
    /// The element as the only member of a JSON object.
    var json: JSONValue {
        .object([.init(self.name, self.members)])
    }

    /// The attributes and children as the members of a JSON object.
    private var members: JSONValue {
        var members = self.attributes
        for child in self.children {
            switch child {
            case .object(let element): members.append(.init(element.name, element.members))
            case .rows(let list) where list.rows.isEmpty: continue
            case .rows(let list): members.append(.init(list.name, .array(list.rows.map(\.members))))
            }
        }
        return .object(members)
    }
}

extension MediaElement {
    /// The element as an XML document.
    var xml: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        self.write(to: &text)
        return text
    }

    /// Appends the element.
    private func write(to text: inout String) {
        text += "<\(self.name)"
        for attribute in self.attributes {
            text += " \(attribute.name)=\"\(Self.attributeText(attribute.value))\""
        }
        guard !self.children.isEmpty else {
            text += "/>\n"
            return
        }
        text += ">\n"
        for child in self.children {
            switch child {
            case .object(let element): element.write(to: &text)
            case .rows(let list):
                for row in list.rows { row.write(to: &text) }
            }
        }
        text += "</\(self.name)>\n"
    }

    /// A value as the text of an attribute; booleans are 1 and 0.
    private static func attributeText(_ value: JSONValue) -> String {
        switch value {
        case .bool(let flag): flag ? "1" : "0"
        case .string(let text): Self.escaped(text)
        default: Self.escaped(value.text)
        }
    }

    /// The text with the escapes of XML 1.0, sections 2.4 and 3.3.3. A character that XML forbids becomes U+FFFD.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n": escaped += "&#10;"
            case "\r": escaped += "&#13;"
            case "\t": escaped += "&#9;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
