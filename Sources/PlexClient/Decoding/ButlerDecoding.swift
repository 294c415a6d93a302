// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes `{"ButlerTasks":{"ButlerTask":[{"name":"LoudnessAnalysis","title":"…","enabled":true,"interval":1}]}}`.
enum ButlerDecoding {
    /// The tasks; rows without a name are left out.
    static func tasks(_ bytes: [UInt8]) throws(DecodingFailure) -> [ButlerTask] {
        var tasks: [ButlerTask] = []
        try Container.readRows(bytes, container: "ButlerTasks", list: "ButlerTask") {
            (reader) throws(DecodingFailure) in
            let fields = try reader.readScalars(of: ["name", "title", "description", "enabled", "interval"])
            guard let name = fields["name"]?.identifier else { return }
            tasks.append(
                ButlerTask(
                    name: ButlerTask.Name(rawValue: name),
                    title: fields["title"]?.lenientText ?? "",
                    summary: fields["description"]?.lenientText ?? "",
                    isEnabled: fields["enabled"]?.lenientBoolean,
                    interval: fields["interval"]?.lenientInteger))
        }
        return tasks
    }
}
