// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The values of SO_LINGER (socket(7)).
enum Lingering {
    /// What has not been sent is thrown away, and the peer sees a reset.
    static let none = linger(l_onoff: 1, l_linger: 0)
}
