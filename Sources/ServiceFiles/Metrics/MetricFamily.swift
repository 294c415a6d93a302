// SPDX-License-Identifier: Apache-2.0

/// A metric with its samples.
package struct MetricFamily: Hashable, Sendable {
    /// The type of a metric.
    package enum Kind: String, Hashable, Sendable {
        /// A value that goes up and down.
        case gauge
        /// A count that only grows, from zero at the daemon's start.
        case counter
    }

    /// One sample.
    package struct Sample: Hashable, Sendable {
        /// The labels, in order.
        var labels: [Label]
        /// The value.
        var value: Double
    }

    /// One label of a sample.
    package struct Label: Hashable, Sendable {
        /// Its name.
        var name: String
        /// Its value: any text.
        var value: String
    }

    /// The name, without the suffix `_total` of a counter's samples.
    package var name: String
    /// The type.
    package var kind: Kind
    /// The description for people.
    package var help: String
    /// The samples.
    package var samples: [Sample] = []

    /// A metric without samples.
    package init(name: String, kind: Kind, help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Adds a sample.
    package mutating func add(_ value: Double, _ labels: (String, String)...) {
        self.samples.append(Sample(labels: labels.map { Label(name: $0.0, value: $0.1) }, value: value))
    }
}

/// A text format for metrics.
package enum MetricFormat: Hashable, Sendable {
    /// The text format of Prometheus, version 0.0.4, which node_exporter's textfile collector reads.
    case prometheus
    /// OpenMetrics 1.0, <https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md>.
    case openMetrics

    /// The text of these metrics. A metric without samples is left out.
    package func text(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            let sampleName = family.kind == .counter ? family.name + "_total" : family.name
            // Only OpenMetrics names a counter without the suffix of its samples.
            let name = self == .openMetrics ? family.name : sampleName
            text += "# HELP \(name) \(Self.escaped(family.help))\n# TYPE \(name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
                text += sampleName + (labels.isEmpty ? "" : "{\(labels)}") + " \(Self.number(sample.value))\n"
            }
        }
        return text + (self == .openMetrics ? "# EOF\n" : "")
    }

    /// Text for a label or a description, with the three escapes that both formats ask for.
    ///
    /// Escaped scalar by scalar: a quotation mark before a combining mark is part of another `Character`.
    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"": escaped += ["\\", scalar]
            case "\n": escaped += ["\\", "n"]
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
