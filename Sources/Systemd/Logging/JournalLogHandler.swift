// SPDX-License-Identifier: Apache-2.0

public import Logging

/// A swift-log handler that turns each event into a journal entry and passes it to a function.
///
/// It sets `MESSAGE`, `PRIORITY`, `SYSLOG_IDENTIFIER`, `LOGGER` (the label), `CODE_FILE`, `CODE_LINE` and `CODE_FUNC`.
/// ``JournalFieldName/init(mapping:)`` turns metadata keys into field names; nested values become text. A key whose
/// name systemd or this handler uses gets the prefix `METADATA_`.
public struct JournalLogHandler: LogHandler {
    /// The least important level that the handler logs.
    public var logLevel: Logger.Level
    /// The metadata of all events.
    public var metadata: Logger.Metadata = [:]
    /// The provider of metadata from the context of a call.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let identifier: String
    private let write: @Sendable (JournalEntry) -> Void

    /// A handler for `LoggingSystem.bootstrap`. `write` must not wait; ``JournalWriter/enqueue(_:)`` fits.
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

    /// Turns the event into an entry and passes it on.
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

        // The order of precedence is that of swift-log's own handlers: the call, its context, the logger.
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
    /// The priority for a level of swift-log; trace becomes debug.
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
    /// Names with a meaning in systemd.journal-fields(7), which metadata must not use by accident.
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
