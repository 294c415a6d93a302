// SPDX-License-Identifier: Apache-2.0

/// One metric with its samples.
struct MetricFamily: Hashable, Sendable {
    /// What its numbers mean.
    enum Kind: String, Hashable, Sendable {
        /// It goes up and down.
        case gauge
        /// It only grows, from zero at the daemon's start.
        case counter
    }

    /// One sample.
    struct Sample: Hashable, Sendable {
        /// The labels, in order.
        var labels: [Label]
        /// The value.
        var value: Double
    }

    /// One label of a sample.
    struct Label: Hashable, Sendable {
        /// Its name.
        var name: String
        /// Its value, any text.
        var value: String
    }

    /// The name, without the `_total` that a counter's samples have at their end.
    var name: String
    /// What it means.
    var kind: Kind
    /// The same in words.
    var help: String
    /// The samples.
    var samples: [Sample] = []

    /// Adds a sample.
    mutating func add(_ value: Double, _ labels: (String, String)...) {
        self.samples.append(Sample(labels: labels.map { Label(name: $0.0, value: $0.1) }, value: value))
    }
}

/// The form of the text in which metrics are written.
enum MetricFormat: Hashable, Sendable {
    /// The text format of Prometheus, version 0.0.4, which node_exporter's textfile collector reads.
    case prometheus
    /// OpenMetrics 1.0, <https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md>.
    case openMetrics

    /// The text of these metrics; of those without samples, nothing.
    func text(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families where !family.samples.isEmpty {
            let sampleName = family.kind == .counter ? family.name + "_total" : family.name
            // Only OpenMetrics tells a counter's name from that of its samples.
            let name = self == .openMetrics ? family.name : sampleName
            text += "# HELP \(name) \(Self.escaped(family.help))\n# TYPE \(name) \(family.kind.rawValue)\n"
            for sample in family.samples {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
                text += sampleName + (labels.isEmpty ? "" : "{\(labels)}") + " \(Self.number(sample.value))\n"
            }
        }
        return text + (self == .openMetrics ? "# EOF\n" : "")
    }

    /// Text in a label or a description, with what both formats want escaped; a quotation mark may be in either.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").replacing("\"", with: "\\\"")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
