/// Private keys that openssl made for these tests and for nothing else.
enum GoKeys {
    /// Those that Go writes as they are.
    static let all = [p256, p384, p521, ed25519]

    /// On the curve P-256, in SEC 1.
    static let p256 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIGaguI08ndxVhwUMJFYpuuXta5sPOePXwRLWRGtunTAzoAoGCCqGSM49
        AwEHoUQDQgAExgu/WKYxdHj2xFq4hcAzEBagD9Xs8gfyCtrlmdV4PIcmpcUy0635
        yyvEqbZiKgZiuqQNRqo3bW7iKZ3R7E/74w==
        -----END EC PRIVATE KEY-----

        """

    /// ``p256`` in PKCS #8.
    static let p256InPKCS8 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZqC4jTyd3FWHBQwk
        Vim65e1rmw8549fBEtZEa26dMDOhRANCAATGC79YpjF0ePbEWriFwDMQFqAP1ezy
        B/IK2uWZ1Xg8hyalxTLTrfnLK8SptmIqBmK6pA1GqjdtbuIpndHsT/vj
        -----END PRIVATE KEY-----

        """

    /// On the curve P-384, in SEC 1.
    static let p384 = """
        -----BEGIN EC PRIVATE KEY-----
        MIGkAgEBBDA60H31SQWTX7rAokSaX3c+3XnQuHkXQHhipIsh1Kij8+Q+B32fKEOU
        R+T28JfQyEmgBwYFK4EEACKhZANiAAQz2FkjVcu1CQsmpvsbAkXW85hedl0Q6u0b
        CNbxzZMAZ3GLrhyh1ghmd01KOpEFR66WT0sy0o8C3CCnrdZcekNfGOSdgjZqpCM1
        9rqIolv3BPTO/wtqoPAXthPNcI/1GMQ=
        -----END EC PRIVATE KEY-----

        """

    /// On the curve P-521, in SEC 1.
    static let p521 = """
        -----BEGIN EC PRIVATE KEY-----
        MIHcAgEBBEIBhFVx/0Raj7LfpNX7xwR8oQFcG2FX1oEGInx6jhA4jkzixx04c9Rf
        UP/f7CyBxaICyyfhauV78mNACTXHl4MMyaugBwYFK4EEACOhgYkDgYYABACVjX3N
        DgHeIYoD8aFtZSXMhxYaGoDrrRJtA7lghVHlip8rd5WpjcBlSXfsHH4JLxKlwMG3
        aRBC/Q7WpIWeTV0nMQH2teF49U4gx6fcMsiVFIRoPF6+94t9GlnOqcVuz2lJyleb
        sxyIBtFfAyGTb4KmpVZa3ktBYAoFLd+u5OUNWHe+0w==
        -----END EC PRIVATE KEY-----

        """

    /// Of Ed25519, in PKCS #8.
    static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIBdnUCLr7U3TYxiGYi/ZFxu99KRiZRcZ+PYUCvAZ8E9f
        -----END PRIVATE KEY-----

        """
}
