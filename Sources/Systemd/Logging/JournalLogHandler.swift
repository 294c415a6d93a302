// SPDX-License-Identifier: Apache-2.0

public import Logging

/// A swift-log handler that makes a journal entry of each event and hands it to a function: the journal's, standard
/// error's or a test's.
///
/// `MESSAGE`, `PRIORITY`, `SYSLOG_IDENTIFIER`, `LOGGER` (the label), `CODE_FILE`, `CODE_LINE` and `CODE_FUNC` are
/// set; metadata keys become field names by ``JournalFieldName/init(mapping:)``, nested values text. A key that would
/// give one of these names, or another that systemd gives a meaning to, gets `METADATA_` in front.
public struct JournalLogHandler: LogHandler {
    /// The least important level that is logged.
    public var logLevel: Logger.Level
    /// Metadata of every event.
    public var metadata: Logger.Metadata = [:]
    /// Metadata from the surroundings of the call.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let identifier: String
    private let write: @Sendable (JournalEntry) -> Void

    /// A handler for `LoggingSystem.bootstrap`. `write` must not wait: ``JournalWriter/enqueue(_:)`` does not.
    public init(
        label: String,
        identifier: String,
        logLevel: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil,
        write: @escaping @Sendable (JournalEntry) -> Void
    ) {
        self.label = label
        self.identifier = identifier
        self.logLevel = logLevel
        self.metadataProvider = metadataProvider
        self.write = write
    }

    /// One value of the handler's metadata.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    /// Makes an entry of the event and hands it on.
    public func log(event: LogEvent) {
        var entry = JournalEntry(
            message: event.message.description,
            priority: JournalPriority(event.level),
            identifier: self.identifier
        )
        entry.append(.logger, self.label)
        entry.append(.codeFile, event.file)
        entry.append(.codeLine, String(event.line))
        entry.append(.codeFunction, event.function)

        // The nearest wins, as in swift-log's own handlers: the call, then its surroundings, then the logger.
        var metadata = self.metadata
        metadata.merge(self.metadataProvider?.get() ?? [:]) { $1 }
        metadata.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error {
            metadata["error.message"] = "\(error)"
            metadata["error.type"] = "\(String(reflecting: type(of: error)))"
        }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            entry.append(.metadata(key), value.description)
        }
        self.write(entry)
    }
}

extension JournalPriority {
    /// The priority of a level of swift-log: trace has no counterpart and is debug.
    public init(_ level: Logger.Level) {
        self =
            switch level {
            case .trace, .debug: .debug
            case .info: .info
            case .notice: .notice
            case .warning: .warning
            case .error: .error
            case .critical: .critical
            }
    }
}

extension JournalFieldName {
    /// Names that systemd.journal-fields(7) gives a meaning to, which metadata of a library must not take by accident.
    private static let reserved: Set<JournalFieldName> = [
        .message, .messageID, .priority, .syslogIdentifier, .errno, .documentation, .codeFile, .codeLine, .codeFunction,
        .logger,
        "SYSLOG_FACILITY", "SYSLOG_PID", "SYSLOG_TIMESTAMP", "SYSLOG_RAW", "TID", "UNIT", "USER_UNIT", "INVOCATION_ID",
        "USER_INVOCATION_ID",
    ]

    /// The field name for a metadata key.
    static func metadata(_ key: String) -> Self {
        let name = Self(mapping: key)
        guard Self.reserved.contains(name) || name.text.hasPrefix("OBJECT_") || name.text.hasPrefix("COREDUMP_") else {
            return name
        }
        return Self(mapping: "METADATA_" + name.text)
    }
}
