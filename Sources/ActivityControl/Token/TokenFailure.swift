// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MonitorConfiguration

/// Why a token cannot be taken. No case holds the text that was refused.
enum TokenFailure: OperatorFailure, Hashable {
    /// The input has nothing but white space.
    case empty
    /// The input cannot be a token.
    case refused(PastedToken.Refusal)
    /// The input is not UTF-8.
    case notText
    /// The token ends with the server's next restart.
    case transient
    /// A `Preferences.xml` without a token: the server belongs to no account.
    case unclaimed(path: String)
    /// A file that is not a `Preferences.xml`.
    case notPreferences(path: String)
    /// The person ended the question.
    case abandoned
    /// The token cannot be encrypted here.
    case cannotEncrypt(reason: String)

    /// The sentence for the operator: what is wrong, and the cure.
    var description: String {
        switch self {
        case .empty: "there is no token in the input; nothing was written"
        case .refused(let refusal): "this is not a token: \(refusal)"
        case .notText: "this is not a token: it is not UTF-8; copy the token alone"
        case .transient:
            "this token is transient: it ends when Plex restarts; use the PlexOnlineToken of Preferences.xml"
        case .unclaimed(let path):
            "\(ScreenText.line(path)) has no PlexOnlineToken: this Plex belongs to no account; "
                + "sign in to it first, or watch it without a token"
        case .notPreferences(let path): "\(ScreenText.line(path)) is not a Preferences.xml of Plex"
        case .abandoned: "nothing was written"
        case .cannotEncrypt(let reason): "the token cannot be encrypted: \(reason); leave out --encrypt"
        }
    }

    /// The exit code.
    var exitCode: ExitCode {
        switch self {
        case .empty, .refused, .notText, .transient, .unclaimed, .notPreferences: ControlExit.usage
        case .abandoned: ControlExit.foundProblem
        case .cannotEncrypt: ControlExit.unavailable
        }
    }
}

extension TokenFailure {
    /// The token in a text that a person pasted.
    ///
    /// - Throws: ``TokenFailure`` for a text without a token that a service can use.
    static func token(in bytes: [UInt8]) throws(TokenFailure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notText }
        let token: String
        do throws(PastedToken.Refusal) {
            token = try PastedToken.token(in: text)
        } catch {
            throw .refused(error)
        }
        guard !token.isEmpty else { throw .empty }
        // Plex makes such tokens for one session; they end with the server's next restart.
        guard !token.hasPrefix("transient-") else { throw .transient }
        return token
    }
}
