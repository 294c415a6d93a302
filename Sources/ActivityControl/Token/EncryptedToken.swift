// SPDX-License-Identifier: Apache-2.0

/// Tokens that `systemd-creds` encrypts for this machine, with its TPM or the host's key.
enum EncryptedToken {
    /// Encrypts a token as a credential of this name.
    ///
    /// - Throws: ``TokenFailure/cannotEncrypt(reason:)``.
    static func encrypt(_ token: String, credential: String) throws(TokenFailure) -> [UInt8] {
        guard Program.exists("systemd-creds") else { throw .cannotEncrypt(reason: "there is no systemd-creds here") }
        // The name is part of the encryption: systemd refuses the file under another name.
        let outcome = Program.run(
            "systemd-creds", ["encrypt", "--name=\(credential)", "-", "-"], input: Array(token.utf8))
        guard let outcome, outcome.isSuccess, !outcome.output.isEmpty else {
            throw .cannotEncrypt(reason: "systemd-creds could not do it")
        }
        return outcome.output
    }

    /// The token in an encrypted file; nil where it cannot be decrypted.
    static func decrypt(_ path: String, credential: String) -> [UInt8]? {
        let outcome = Program.run("systemd-creds", ["decrypt", "--name=\(credential)", path, "-"])
        return outcome.flatMap { $0.isSuccess ? $0.output : nil }
    }
}
