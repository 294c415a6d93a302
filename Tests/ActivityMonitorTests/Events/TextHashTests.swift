// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Testing

@Suite struct TextHashTests {
    /// The vectors that the authors of SipHash publish with their implementation: the key is the bytes 0 to 15, the
    /// input the bytes from 0 up to the length.
    @Test(
        "it is SipHash-2-4",
        arguments: [
            (0, 0x726f_db47_dd0e_0e31), (1, 0x74f8_39c5_93dc_67fd), (2, 0x0d6c_8009_d9a9_4f5a),
            (3, 0x8567_6696_d7fb_7e2d),
            (4, 0xcf27_94e0_2771_87b7), (5, 0x1876_5564_cd99_a68d), (6, 0xcbc9_466e_58fe_e3ce),
            (7, 0xab02_00f5_8b01_d137),
            (8, 0x93f5_f579_9a93_2462), (15, 0xa129_ca61_49be_45e5),
        ] as [(Int, UInt64)])
    func itIsSipHash24(length: Int, expected: UInt64) {
        let key = TextHash.Key(0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
        #expect(TextHash.value(of: (0..<length).map { UInt8($0) }, key: key) == expected)
    }

    @Test("it is written as sixteen digits and depends on the key")
    func itIsWrittenAsSixteenDigitsAndDependsOnTheKey() {
        let digits = TextHash.digits(of: "A title", key: TextHash.Key(1, 2))
        #expect(digits.count == 16)
        #expect(digits.allSatisfy { "0123456789abcdef".contains($0) })
        #expect(digits != TextHash.digits(of: "A title", key: TextHash.Key(1, 3)))
        #expect(digits != TextHash.digits(of: "A titlf", key: TextHash.Key(1, 2)))
    }
}
