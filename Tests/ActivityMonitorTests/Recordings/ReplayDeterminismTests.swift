// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import PlexModel
import Testing

/// A recording replayed gives exactly what the daemon decided.
struct ReplayDeterminismTests {
    /// Replays a recording by the rules that were in force.
    private static func outputs(_ items: [RecordingItem]) -> [Output] {
        var replayer = Replayer(by: .recorded)
        var outputs: [Output] = []
        for item in items {
            switch item {
            case .segment(let header): replayer.begin(header)
            case .input(let input, let instant, let isRepeated):
                if let step = replayer.take(input, at: instant, isRepeated: isRepeated) { outputs.append(step.output) }
            case .lost, .end: break
            }
        }
        return outputs
    }

    @Test("a thousand histories are decided again as they were", arguments: 0..<10)
    func aThousandHistoriesAreDecidedAgainAsTheyWere(batch: Int) throws {
        var decisions = 0
        var concealed = 0
        for seed in UInt64(batch * 100)..<UInt64(batch * 100 + 100) {
            let scenario = Scenario.random(seed: seed)
            let history = HistoryDriver.run(scenario, on: Monitor.self)
            let recorded = RecordedHistory(history, settings: scenario.settings)
            let outputs = Self.outputs(try recorded.lines.decoded())
            // Field by field: an output is equal when every event, field, request and diagnostic in it is.
            let difference = zip(outputs, recorded.outputs).first { $0 != $1 }
            #expect(outputs.count == recorded.outputs.count, "seed \(seed)")
            #expect(difference == nil, "seed \(seed): \(difference.map { "\($0)\nand not\n\($1)" } ?? "")")
            if difference != nil { return }
            decisions += recorded.outputs.reduce(0) { $0 + $1.actions.count + $1.events.count }
            if !scenario.settings.journal.showsTitles { concealed += 1 }
        }
        #expect(decisions > 100)
        #expect(concealed > 3)
    }

    @Test("every input is read as it was written", arguments: [UInt64](0..<60))
    func everyInputIsReadAsItWasWritten(seed: UInt64) throws {
        let scenario = Scenario.random(seed: seed)
        guard scenario.settings.journal.showsTitles else { return }
        let history = HistoryDriver.run(scenario, on: Monitor.self)
        let recorded = RecordedHistory(history, settings: scenario.settings)
        let read = try recorded.lines.decoded().compactMap { item -> (Input, Instant)? in
            guard case .input(let input, let at, isRepeated: false) = item else { return nil }
            return (input, at)
        }
        #expect(read.count == recorded.inputs.count)
        for (read, written) in zip(read, recorded.inputs) {
            #expect(read.0 == written.input.withoutKey)
            #expect(read.1 == written.at)
        }
    }

    @Test("inputs that random histories lack are read as they were written")
    func inputsThatRandomHistoriesLackAreReadAsTheyWereWritten() throws {
        let inputs: [Input] = [
            .administrator(server: "home", false),
            .playback(
                server: "home", receivedAt: Story.instant(1), PlaybackNotification(key: "7", state: .stopped)),
            .manualRequest(
                server: "home",
                ManualRequest(remedy: .stopSectionRefresh(SectionID("2")), victim: ActivityID("a"), isWithdrawn: true)),
            .manualRequest(
                server: "home", ManualRequest(remedy: .cancelActivity(ActivityID("a")), victim: ActivityID("a"))),
            .manualRequest(
                server: "home",
                ManualRequest(remedy: .stopButlerTask(.init(rawValue: "LoudnessAnalysis")), victim: ActivityID("a"))),
        ]
        var encoder = RecordingEncoder()
        let header = RecordingHeader(
            program: "test", bootID: "", run: "run", at: Story.instant(0), wallMicroseconds: 0, showsTitles: true,
            isSameBoot: true, state: nil)
        var lines = encoder.begin(header, under: Story().settings, context: RecordingContext())
        for input in inputs { lines.append(encoder.line(of: input, at: Story.instant(2))) }
        let read = try lines.decoded().compactMap { item -> Input? in
            guard case .input(let input, _, isRepeated: false) = item else { return nil }
            return input
        }
        #expect(read == inputs)
    }

    @Test("where titles are hidden none is in the recording")
    func whereTitlesAreHiddenNoneIsInTheRecording() throws {
        var checked = 0
        for seed in UInt64(0)..<100 {
            var scenario = Scenario.random(seed: seed)
            scenario.settings.journal.showsTitles = false
            var history = HistoryDriver.run(scenario, on: Monitor.self)
            // A reload of the history may show titles again.
            for index in history.steps.indices {
                guard case .input(.configure(var settings)) = history.steps[index].cause else { continue }
                settings.journal.showsTitles = false
                history.steps[index].cause = .input(.configure(settings))
            }
            let text = RecordedHistory(history, settings: scenario.settings).lines.joined(separator: "\n").lowercased()
            let found = ["scanning", "keep", "an item", "item "].filter { text.contains($0) }
            #expect(found.isEmpty, "seed \(seed)")
            checked += text.contains("library.update.section") ? 1 : 0
        }
        #expect(checked > 10)
    }
}

extension Input {
    /// The input as a recording has it: without the installation's key.
    fileprivate var withoutKey: Input {
        guard case .configure(var settings) = self else { return self }
        settings.textHashKey = TextHash.Key(0, 0)
        return .configure(settings)
    }
}
