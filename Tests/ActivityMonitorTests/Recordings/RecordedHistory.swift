// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import PlexModel

/// A history as a daemon would have recorded it, and what its monitor made of each input.
struct RecordedHistory {
    /// The lines of the recording.
    private(set) var lines: [String] = []
    /// What the monitor made of the inputs, in order.
    private(set) var outputs: [Output] = []
    /// The inputs, in order.
    private(set) var inputs: [(input: Input, at: Instant)] = []

    private var encoder = RecordingEncoder()
    private var context = RecordingContext()
    private var monitor = Monitor()
    private var header: RecordingHeader?
    private var settings: MonitorSettings
    private var random: SeededGenerator

    /// Records a history; every so often a segment ends and the next one goes on from it.
    init(_ history: HistoryRecord, settings: MonitorSettings) {
        self.settings = settings
        self.random = SeededGenerator(seed: history.seed, "segments")
        for (index, step) in history.steps.enumerated() {
            switch step.cause {
            case .restart(let isSameBoot):
                let state = self.monitor.savedState()
                self.monitor = Monitor(restoring: state, isSameBoot: isSameBoot)
                self.begin(at: step.now, run: "run \(index)", state: state, isSameBoot: isSameBoot)
            case .input(let input):
                if index == 0 { self.begin(at: step.now, run: "run 0", state: nil, isSameBoot: true) }
                self.take(input, at: step.now)
            }
        }
    }

    private mutating func begin(at now: Instant, run: String, state: SavedState?, isSameBoot: Bool) {
        let header = RecordingHeader(
            program: "test", bootID: "", run: run, at: now, wallMicroseconds: 1_700_000_000_000_000,
            showsTitles: self.settings.journal.showsTitles, isSameBoot: isSameBoot, state: state)
        self.header = header
        self.context = RecordingContext()
        self.lines += self.encoder.begin(header, under: self.settings, context: self.context)
    }

    private mutating func take(_ input: Input, at now: Instant) {
        if self.random.chance(2), let header = self.header {
            var next = header
            next.sequence += 1
            next.continues = true
            next.state = self.monitor.savedState()
            self.header = next
            self.lines += self.encoder.begin(next, under: self.settings, context: self.context)
        }
        if case .configure(let settings) = input { self.settings = settings }
        self.lines.append(self.encoder.line(of: input, at: now))
        self.context.note(input)
        self.inputs.append((input, now))
        self.outputs.append(self.monitor.handle(input, at: now))
    }
}

extension [String] {
    /// What lines of a recording say.
    func decoded() throws -> [RecordingItem] {
        var decoder = RecordingDecoder()
        return try self.compactMap { try decoder.item([UInt8]($0.utf8)[...]) }
    }
}
