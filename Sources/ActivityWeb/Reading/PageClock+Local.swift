// SPDX-License-Identifier: Apache-2.0
import ActivityPage
import ServiceFiles

extension PageClock {
    /// The clocks of the process's zone, `TZ` or `/etc/localtime`.
    static let local = PageClock(zone: .local, universal: .utc)
}
