// SPDX-License-Identifier: Apache-2.0
import PlexSimulator

/// Lists of activities that no scenario can make.
enum HandmadeList {
    /// A row of a scan as JSON.
    static func row(_ uuid: String, progress: Int) -> String {
        #"{"uuid":"\#(uuid)","type":"library.update.section","title":"Scanning","progress":\#(progress)}"#
    }

    /// The answer to a poll that holds these rows.
    static func body(_ rows: [String]) -> Fault.Kind {
        .raw(
            body: #"{"MediaContainer":{"size":\#(rows.count),"Activity":[\#(rows.joined(separator: ","))]}}"#,
            contentType: "application/json")
    }
}
