// SPDX-License-Identifier: Apache-2.0

/// Certificates for the tests alone, valid for a hundred years; made with openssl, elliptic curve prime256v1.
enum Certificates {
    /// The authority that signed ``server``.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBmTCCAT+gAwIBAgIUTfhmcny6RDjWv+TzcgCCLAeWspAwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMDkwNDM2WhgPMjEy
        NjEwMjkwOTA0MzZaMBkxFzAVBgNVBAMMDlRlc3QgYXV0aG9yaXR5MFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEcQNqolsxdCnWUPKRTpjZJwE5IPc/UY+mcB5iHOST
        jlDZV4L6qYr/ENzgwEVDmZ17mBqgOLL4ogxv3lalqm8ysaNjMGEwHQYDVR0OBBYE
        FBHpMQ5OHmGHktm3rrkPHh1Lb4+ZMB8GA1UdIwQYMBaAFBHpMQ5OHmGHktm3rrkP
        Hh1Lb4+ZMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgIEMAoGCCqGSM49
        BAMCA0gAMEUCICYXGb78XrpaksMqMdOUfILX1iqX0Qr2KewgKHmYaHm3AiEAoynO
        anzjX0OJRqoMNYy+HDLYQOw6AzJaAS30Jn4/b1s=
        -----END CERTIFICATE-----
        """

    /// Of `plex.test` and `192-168-1-4.0123456789abcdef.plex.direct`, signed by ``authority``.
    static let server = """
        -----BEGIN CERTIFICATE-----
        MIIB1TCCAXugAwIBAgIUJ1YqLwTO3Ij/30U4yj0u6UBMOgQwCgYIKoZIzj0EAwIw
        GTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMDkwNDM2WhgPMjEy
        NjEwMjkwOTA0MzZaMBQxEjAQBgNVBAMMCXBsZXgudGVzdDBZMBMGByqGSM49AgEG
        CCqGSM49AwEHA0IABCcsb9gKAR+ARIaRa2aEXdnzIq8mEW4f0U4XSFQtuToQw9Uj
        XCJnDMj1bI6VLMVHOi1xD4JgxEevsn5HogT1RlyjgaMwgaAwPgYDVR0RBDcwNYIJ
        cGxleC50ZXN0gigxOTItMTY4LTEtNC4wMTIzNDU2Nzg5YWJjZGVmLnBsZXguZGly
        ZWN0MAkGA1UdEwQCMAAwEwYDVR0lBAwwCgYIKwYBBQUHAwEwHQYDVR0OBBYEFE9R
        Japw9Zr8P4vpwEzi5k53Uet5MB8GA1UdIwQYMBaAFBHpMQ5OHmGHktm3rrkPHh1L
        b4+ZMAoGCCqGSM49BAMCA0gAMEUCICDWWJ2z0wzP8XtuYhcczPub21LRam1Girh2
        23LKpqofAiEAnd3Lfh9llTO821cEUq5TOyoLAoxzFFiN/OOSG+p5q7U=
        -----END CERTIFICATE-----
        """

    /// The key of ``server``.
    static let serverKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgYcbxSit43ZedXJCW
        ONeW4FP7hkiJ495jwORk7q4QPvChRANCAAQnLG/YCgEfgESGkWtmhF3Z8yKvJhFu
        H9FOF0hULbk6EMPVI1wiZwzI9WyOlSzFRzotcQ+CYMRHr7J+R6IE9UZc
        -----END PRIVATE KEY-----
        """

    /// Of `localhost` and `127.0.0.1`, signed by itself, and no authority.
    static let selfSigned = """
        -----BEGIN CERTIFICATE-----
        MIIBlTCCATugAwIBAgIUIMcdlT63KnEH2o1E6oDZOoXZqkkwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjA5MDQzNloYDzIxMjYxMDI5
        MDkwNDM2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAASaqVGTtpgbOF+uVxdxziAVi6g/ffX5oiSD6xRLtlGTrv1RDJ/zf/lE
        qgvbyKtXJMprsLoQlyt84JSvOCW/kJ2Go2kwZzAdBgNVHQ4EFgQUIFBFCFY7z3As
        ekiFuKq+/0eDx3IwHwYDVR0jBBgwFoAUIFBFCFY7z3AsekiFuKq+/0eDx3IwGgYD
        VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAkGA1UdEwQCMAAwCgYIKoZIzj0EAwID
        SAAwRQIhAN+Kn0zQQctpawEc5zmldVOKGqgHi5teQW+jfEvbpVG4AiBVf7ZtEgY1
        v2Pxd2tETXQ9h9XC2LqiSVvo15EagD1UAA==
        -----END CERTIFICATE-----
        """

    /// The key of ``selfSigned``.
    static let selfSignedKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDKQRgG15FFpizetn
        mWGOFunVWvr3V0raALw35h4CAy6hRANCAASaqVGTtpgbOF+uVxdxziAVi6g/ffX5
        oiSD6xRLtlGTrv1RDJ/zf/lEqgvbyKtXJMprsLoQlyt84JSvOCW/kJ2G
        -----END PRIVATE KEY-----
        """
}
