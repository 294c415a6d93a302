// SPDX-License-Identifier: Apache-2.0
import ActivityPage
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("Colours")
struct StyleSheetTests {
    /// The colours of the light and of the dark page, by name, as red, green and blue from 0 to 1.
    private static func palettes() -> [[String: [Double]]] {
        StyleSheet.colours.description.split(separator: "@media").map { part in
            var colours: [String: [Double]] = [:]
            for match in part.matches(of: /--([a-z0-9]+):#([0-9a-f]{3,6})[;}\n]/) {
                let digits = match.2.count == 3 ? match.2.map { "\($0)\($0)" }.joined() : String(match.2)
                guard let number = Int(digits, radix: 16) else { continue }
                colours[String(match.1)] = [number >> 16, number >> 8 & 0xFF, number & 0xFF].map { Double($0) / 255 }
            }
            return colours
        }
    }

    /// The contrast of two colours: WCAG 2.2, "contrast ratio".
    private static func contrast(_ first: [Double], _ second: [Double]) -> Double {
        func luminance(_ colour: [Double]) -> Double {
            let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        let values = [luminance(first), luminance(second)].sorted()
        return (values[1] + 0.05) / (values[0] + 0.05)
    }

    @Test("text has enough contrast on every ground, in light and dark")
    func text() throws {
        let palettes = Self.palettes()
        try #require(palettes.count == 2)
        for palette in palettes {
            for name in ["ink", "soft", "link"] {
                for ground in ["bg", "card"] {
                    let ratio = Self.contrast(try #require(palette[name]), try #require(palette[ground]))
                    #expect(ratio >= 4.5, "\(name) on \(ground): \(ratio)")
                }
            }
        }
    }

    @Test("bars and marks stand out from the ground, in light and dark")
    func drawing() throws {
        for palette in Self.palettes() {
            let card = try #require(palette["card"])
            for name in ["good", "bad", "warn", "soft"] {
                let ratio = Self.contrast(try #require(palette[name]), card)
                #expect(ratio >= 3, "\(name): \(ratio)")
            }
            for name in ["scan", "meta", "work", "media", "other", "mixed"] {
                let ratio = Self.contrast(try #require(palette[name]), card)
                #expect(ratio >= 2.2, "\(name): \(ratio)")
            }
        }
    }
}
