// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// How often the hours of a server's maintenance are read: people change them in the settings of the server.
enum MaintenanceReading {
    /// The time between two readings.
    static let interval = Duration.minutes(10)
    /// The time between two attempts while they cannot be read.
    static let retryInterval = Duration.minutes(1)
}
