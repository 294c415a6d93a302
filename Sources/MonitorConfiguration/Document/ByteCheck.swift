// SPDX-License-Identifier: Apache-2.0

/// The checks that a file must pass before it is parsed.
enum ByteCheck {
    /// Refuses text that is not UTF-8, NUL bytes, and the other control characters that TOML does not allow.
    ///
    /// TOMLKit passes the text on as a C string, so a NUL byte would silently end the file.
    static func check(_ bytes: some Sequence<UInt8>) throws(SyntaxProblem) {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        var isAfterReturn = false
        while true {
            switch decoder.decode(&iterator) {
            case .emptyInput:
                if isAfterReturn { throw Self.loneReturn(line) }
                return
            case .error:
                throw SyntaxProblem(line: line, message: "the file is not UTF-8; save it with that encoding")
            case .scalarValue(let scalar):
                if isAfterReturn, scalar != "\n" { throw Self.loneReturn(line) }
                isAfterReturn = scalar == "\r"
                if scalar == "\n" { line += 1 }
                try Self.check(scalar, line: line)
            }
        }
    }

    /// Refuses a control character.
    private static func check(_ scalar: Unicode.Scalar, line: Int) throws(SyntaxProblem) {
        switch scalar.value {
        case 0:
            throw SyntaxProblem(line: line, message: "the file holds a NUL byte; remove it")
        case 0x09, 0x0A, 0x0D:
            return
        case 0x01...0x1F, 0x7F:
            let code = String(scalar.value, radix: 16, uppercase: true)
            throw SyntaxProblem(
                line: line,
                message: "the file holds a control character (U+00\(code.count < 2 ? "0" : "")\(code)); remove it"
            )
        default:
            return
        }
    }

    /// A carriage return that is not part of a line end.
    private static func loneReturn(_ line: Int) -> SyntaxProblem {
        SyntaxProblem(
            line: line,
            message: "a carriage return has no line feed after it; save the file with Unix line ends"
        )
    }
}
