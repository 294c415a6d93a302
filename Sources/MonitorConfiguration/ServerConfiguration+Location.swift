// SPDX-License-Identifier: Apache-2.0

extension ServerConfiguration {
    /// Whether requests leave this machine, as far as the configuration tells: they do not with `localhost`,
    /// 127.0.0.0/8 (RFC 1122, section 3.2.1.3) or ::1.
    package var isRemote: Bool {
        guard let host = self.connectTo?.lowercased() ?? (try? ServerURL.parse(self.url).get())?.host else {
            return true
        }
        return host != "localhost" && !host.hasPrefix("127.") && host != "::1"
    }

    /// What is wrong with the text of a url, as the end of a sentence about it; nil for a url that can be used.
    package static func fault(inURL text: String) -> String? {
        if case .failure(let fault) = ServerURL.parse(text) { fault.message } else { nil }
    }
}
