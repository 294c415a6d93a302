// SPDX-License-Identifier: Apache-2.0

/// The address of a server as a person types it.
enum AddressText {
    /// The url that a person means: with `http://` where there is no scheme, and Plex's port where there is neither.
    static func url(of text: String) -> String {
        let words = text.split(whereSeparator: \.isWhitespace)
        let address = String(words.first ?? "")
        guard !address.contains("://") else {
            var url = Substring(address)
            while url.last == "/" { url = url.dropLast() }
            return String(url)
        }
        if AddressRange(address) != nil, address.contains(":") { return "http://[\(address)]:32400" }
        let end = address.lastIndex(of: "]") ?? address.startIndex
        return address[end...].contains(":") ? "http://\(address)" : "http://\(address):32400"
    }
}
